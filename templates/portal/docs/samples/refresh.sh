curl {{ public_url }}/oauth/token \
  -u "{{ client_id }}:$CLIENT_SECRET" \
  -d grant_type=refresh_token \
  -d refresh_token="$REFRESH_TOKEN"
