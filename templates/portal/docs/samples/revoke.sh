curl {{ public_url }}/oauth/revoke \
  {{ proof }} \
  -d token="$REFRESH_TOKEN"
