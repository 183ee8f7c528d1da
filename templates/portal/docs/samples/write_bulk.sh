curl {{ public_url }}/api/v1/organizer/events/bulk \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H "Content-Type: application/json" \
  -d '{"events": [
    {"external_ref": "row-8", "title": "Rehearsal", "start": {"utc": "2027-03-28T08:00:00Z"}},
    {"external_ref": "row-9", "title": "No time yet"}
  ]}'
