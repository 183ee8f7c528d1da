curl {{ public_url }}/oauth/userinfo \
  -H "Authorization: Bearer $ACCESS_TOKEN"
