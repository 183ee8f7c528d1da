curl {{ public_url }}/oauth/par \
  {% if has_secret %}-u "{{ client_id }}:$CLIENT_SECRET"{% else %}-d client_id={{ client_id }}{% endif %} \
  -d response_type=code \
  --data-urlencode redirect_uri='{{ redirect_uri|replace("'", "'\\''") }}' \
  -d scope=events:read \
  -d state="$STATE" \
  -d code_challenge="$CHALLENGE" \
  -d code_challenge_method=S256
