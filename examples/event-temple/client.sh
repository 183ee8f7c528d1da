#!/bin/sh
# Event Temple's requests with curl: JSON bodies, bookings of one organization, revocation.
set -eu
server=${STAGEDOOR_URL:-http://127.0.0.1:5000}
callback=${CALLBACK:-http://127.0.0.1:5002/callback}
send() { curl --silent --show-error --fail-with-body "$@"; }
post() { # path and the members beside the app's credentials
  send "$server$1" -H "Content-Type: application/json" \
    -d "{\"client_id\": \"$CLIENT_ID\", \"client_secret\": \"$CLIENT_SECRET\", $2}"
}

echo "Open this address, approve, and paste the code of the address that you come to:"
echo "$server/oauth/authorize?response_type=code&client_id=$CLIENT_ID&redirect_uri=$callback&scope=crm_read,crm_manage"
read -r code

token=$(post /oauth/token "\"grant_type\": \"authorization_code\", \"code\": \"$code\",
  \"redirect_uri\": \"$callback\"" | tr -d '\n' | sed 's/.*"access_token": *"\([^"]*\).*/\1/')

organization=$(send "$server/v2/organizations" -H "Authorization: Bearer $token" |
  tr -d '\n' | sed 's/[^[]*\[{"id": *"\([^"]*\).*/\1/') # the first one
send "$server/v2/bookings" -H "Authorization: Bearer $token" -H "X-API-ORG: $organization"
post /oauth/revoke "\"token\": \"$token\""
