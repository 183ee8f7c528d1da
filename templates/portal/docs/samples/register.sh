curl {{ public_url }}/oauth/register \
  -H 'Content-Type: application/json' \
  -d '{
    "client_name": "Poster Board",
    "redirect_uris": ["http://127.0.0.1/callback"],
    "token_endpoint_auth_method": "none",
    "scope": "events:read"
  }'
