curl -i -X PATCH {{ public_url }}/api/v1/organizer/{{ team }}/events/lantern-walk \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "Content-Type: application/json" \
  -H "If-Match: $ETAG" \
  -d '{"status": "cancelled", "summary": "Too much wind"}'
