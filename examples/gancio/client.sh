#!/bin/sh
# Gancio's requests with curl: register, connect, publish an event, delete it.
set -eu
server=${STAGEDOOR_URL:-http://127.0.0.1:5000}
callback=${CALLBACK:-http://127.0.0.1:5002/callback}
send() { curl --silent --show-error --fail-with-body "$@"; }
value() { sed -n "s/.*\"$1\": *\"\{0,1\}\([^\",}]*\).*/\1/p"; } # of a member, from JSON on one line

app=$(send "$server/api/client" -d client_name="Rehearsal Poster" -d scopes=event:write \
  --data-urlencode redirect_uris="$callback" | tr -d '\n')
id=$(echo "$app" | value client_id)
echo "Registered: $id"

echo "Open this address, approve, and paste the code of the address that you come to:"
echo "$server/authorize?response_type=code&redirect_uri=$callback&scope=event:write&client_id=$id"
read -r code

token=$(send "$server/oauth/token" -d client_id="$id" \
  -d client_secret="$(echo "$app" | value client_secret)" \
  -d scope=event:write -d grant_type=authorization_code -d code="$code" |
  tr -d '\n' | value access_token)

event=$(send "$server/api/event" -H "Authorization: Bearer $token" \
  -H "Content-Type: application/json" -d "{\"title\": \"Open rehearsal\", \"tags\": [\"music\"],
    \"start_datetime\": $(($(date +%s) + 86400)),
    \"place_name\": \"Rehearsal room\", \"place_address\": \"Quay 4\"}" | tr -d '\n')
echo "Published: $server/event/$(echo "$event" | value slug)"
send -X DELETE "$server/api/event/$(echo "$event" | value id)" -H "Authorization: Bearer $token"
