curl {{ public_url }}/oauth/revoke \
  -u "{{ client_id }}:$CLIENT_SECRET" \
  -d token="$REFRESH_TOKEN"
