curl -X DELETE {{ public_url }}/oauth/grants/$GRANT_ID \
  -u "{{ client_id }}:$CLIENT_SECRET"
