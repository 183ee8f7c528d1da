curl {{ public_url }}/api/v1/organizer/{{ team }}/webhooks \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "Content-Type: application/json" \
  -d '{"url": "https://app.example/webhooks", "types": ["event.upserted", "event.removed"]}'
