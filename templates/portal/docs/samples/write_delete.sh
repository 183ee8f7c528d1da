curl -i -X DELETE {{ public_url }}/api/v1/organizer/{{ team }}/events/lantern-walk \
  -H "Authorization: Bearer $ACCESS_TOKEN"
