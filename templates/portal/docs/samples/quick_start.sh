# 1. Your app. {% if has_secret %}The secret is asked for, so that it stays out of your shell's history.{% elif uses_keys %}It signs by client_assertion.py: {{ public_url }}/docs/standards/client-keys{% else %}It is public, so it has no secret.{% endif %}
SERVER={{ public_url }}
CLIENT_ID={{ client_id }}
REDIRECT_URI='{{ redirect_uri|replace("'", "'\\''") }}'
{% if has_secret -%}
printf 'Client secret: '; read -r CLIENT_SECRET
{% endif -%}

# 2. Ask. Open the address that this prints; paste the one that you come back to.
VERIFIER=$(openssl rand -hex 32)
CHALLENGE=$(printf %s "$VERIFIER" | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d =)
STATE=$(openssl rand -hex 16)
printf '%s\n' "$SERVER/oauth/authorize?response_type=code&client_id=$CLIENT_ID&redirect_uri={{ encoded_redirect_uri }}&scope=events%3Aread&state=$STATE&code_challenge=$CHALLENGE&code_challenge_method=S256"
printf 'You came back to: '; read -r ANSWER

# 3. Exchange the code. It stays empty if the state is not the one you sent.
CODE=$(printf %s "$ANSWER" | sed -n "s/.*[?&]code=\([a-z0-9_]*\)&state=$STATE.*/\1/p")
TOKENS=$(curl -sS "$SERVER/oauth/token" \
  {% if has_secret %}-u "$CLIENT_ID:$CLIENT_SECRET"{% elif uses_keys %}{{ proof }}{% else %}-d client_id="$CLIENT_ID"{% endif %} \
  -d grant_type=authorization_code -d code="$CODE" -d code_verifier="$VERIFIER" \
  --data-urlencode redirect_uri="$REDIRECT_URI" | tr -d '\n')
echo "$TOKENS"

# 4. Read the team's events.
token() { printf %s "$TOKENS" | sed -n "s/.*\"$1_token\": *\"\([^\"]*\).*/\1/p"; }
curl -sS "$SERVER/api/v1/organizer/events?limit=3" -H "Authorization: Bearer $(token access)"

# 5. Refresh: a new pair replaces the old one. Then disconnect, which ends both.
TOKENS=$(curl -sS "$SERVER/oauth/token" \
  {% if has_secret %}-u "$CLIENT_ID:$CLIENT_SECRET"{% elif uses_keys %}{{ proof }}{% else %}-d client_id="$CLIENT_ID"{% endif %} \
  -d grant_type=refresh_token -d refresh_token="$(token refresh)" | tr -d '\n')
curl -sS "$SERVER/oauth/revoke" \
  {% if has_secret %}-u "$CLIENT_ID:$CLIENT_SECRET"{% elif uses_keys %}{{ proof }}{% else %}-d client_id="$CLIENT_ID"{% endif %} \
  -d token="$(token refresh)"
