curl -i {{ public_url }}/api/v1/organizer/events \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "If-None-Match: $ETAG"
