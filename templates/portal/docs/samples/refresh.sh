curl {{ public_url }}/oauth/token \
  {{ proof }} \
  -d grant_type=refresh_token \
  -d refresh_token="$REFRESH_TOKEN"
