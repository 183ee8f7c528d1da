#!/bin/sh
# Kanka's requests with curl: connect, refresh, read.
set -eu
server=${STAGEDOOR_URL:-http://127.0.0.1:5000}
callback=${CALLBACK:-http://127.0.0.1:5002/callback}
send() { curl --silent --show-error --fail-with-body "$@"; }
get_tokens() { # one line of JSON
  send "$server/oauth/token" -d client_id="$CLIENT_ID" -d client_secret="$CLIENT_SECRET" "$@" |
    tr -d '\n'
}
value() { sed "s/.*\"$1\": *\"\([^\"]*\).*/\1/"; } # of a member

echo "Open this address, approve, and paste the code of the address that you come to:"
echo "$server/oauth/authorize?client_id=$CLIENT_ID&redirect_uri=$callback&response_type=code"
read -r code

tokens=$(get_tokens -d grant_type=authorization_code -d code="$code" \
  --data-urlencode redirect_uri="$callback")
tokens=$(get_tokens -d grant_type=refresh_token -d scope= \
  -d refresh_token="$(echo "$tokens" | value refresh_token)")
send "$server/api/v1/organizer/events" \
  -H "Authorization: Bearer $(echo "$tokens" | value access_token)"
