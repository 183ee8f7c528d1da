curl {{ public_url }}/oauth/token \
  {% if has_secret %}-u "{{ client_id }}:$CLIENT_SECRET"{% else %}-d client_id={{ client_id }}{% endif %} \
  -d grant_type=authorization_code \
  -d code="$CODE" \
  --data-urlencode redirect_uri='{{ redirect_uri|replace("'", "'\\''") }}' \
  -d code_verifier="$VERIFIER"
