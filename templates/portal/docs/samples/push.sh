curl {{ public_url }}/oauth/par \
  {{ proof }} \
  -d response_type=code \
  --data-urlencode redirect_uri='{{ redirect_uri|replace("'", "'\\''") }}' \
  -d scope=events:read \
  -d state="$STATE" \
  -d code_challenge="$CHALLENGE" \
  -d code_challenge_method=S256
