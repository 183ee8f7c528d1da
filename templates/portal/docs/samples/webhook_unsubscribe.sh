curl -X DELETE {{ public_url }}/api/v1/organizer/{{ team }}/webhooks/$WEBHOOK_ID \
  -H "Authorization: Bearer $ACCESS_TOKEN"
