curl {{ public_url }}/api/v1/organizer/{{ team }}/events/spring-night \
  -H "Authorization: Bearer $ACCESS_TOKEN"
