curl -i {{ public_url }}/api/v1/organizer/events \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "Content-Type: application/json" \
  -H "Idempotency-Key: $(date +%s)-$$" \
  -d '{
    "external_ref": "row-7",
    "title": "Lantern walk",
    "start": {"local": "2027-03-27T20:00:00", "timezone": "Europe/Rome"},
    "end": {"local": "2027-03-27T23:00:00", "timezone": "Europe/Rome"},
    "venue": {"name": "Old Harbour", "city": "Genova", "country": "IT"}
  }'
