curl {{ public_url }}/oauth/register/$CLIENT_ID \
  -H "Authorization: Bearer $REGISTRATION_ACCESS_TOKEN"
