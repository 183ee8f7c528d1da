#!/bin/sh
# Eventpop's requests with curl: connect, then call with the token in header, query and body.
set -eu
server=${STAGEDOOR_URL:-http://127.0.0.1:5000}
callback=${CALLBACK:-http://127.0.0.1:5002/callback}
send() { curl --silent --show-error --fail-with-body "$@"; }

echo "Open this address, approve, and paste the code of the address that you come to:"
echo "$server/oauth/authorize?client_id=$CLIENT_ID&redirect_uri=$callback&response_type=code"
read -r code

token=$(send "$server/oauth/token" -d client_id="$CLIENT_ID" -d client_secret="$CLIENT_SECRET" \
  -d code="$code" -d grant_type=authorization_code --data-urlencode redirect_uri="$callback" |
  tr -d '\n' | sed 's/.*"access_token": *"\([^"]*\).*/\1/')

send "$server/api/public/me" -H "Authorization: Bearer $token"
send "$server/api/public/me?access_token=$token" # logs keep addresses: prefer the header
send "$server/api/public/tickets" -d access_token="$token"
