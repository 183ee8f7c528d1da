curl {{ public_url }}/oauth/token \
  -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
  -d client_assertion="$CLIENT_ASSERTION" \
  -d grant_type=refresh_token \
  -d refresh_token="$REFRESH_TOKEN"
