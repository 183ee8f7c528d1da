#!/bin/sh
# Kagibag's requests with curl: the address that the person comes to holds token and feed.
set -eu
server=${STAGEDOOR_URL:-http://127.0.0.1:5000}
callback=${CALLBACK:-http://127.0.0.1:5002/callback}
state=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
value() { echo "$answer" | sed -n "s/.*[?&]$1=\([^&]*\).*/\1/p"; } # of a parameter

echo "Open this address, approve, and paste the whole address that you come to:"
echo "$server/oauth/authorize?client_name=Lobby+Screen&redirect_uri=$callback&state=$state"
read -r answer
[ "$(value state)" = "$state" ] || { echo "The answer belongs to another question." >&2; exit 1; }

feed=$(value event_feed_url | sed 's/%3A/:/g; s/%2F/\//g')
curl --silent --show-error --fail-with-body "$feed" -H "Authorization: Bearer $(value token)"
