curl '{{ public_url }}/api/v1/organizer/{{ team }}/events' -X POST \
  -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
  -d '{"title": "Spring night", "start": {"local": "2027-03-20T20:00", "timezone": "Europe/Rome"}}'
