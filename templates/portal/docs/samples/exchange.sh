curl {{ public_url }}/oauth/token \
  {{ proof }} \
  -d grant_type=authorization_code \
  -d code="$CODE" \
  --data-urlencode redirect_uri='{{ redirect_uri|replace("'", "'\\''") }}' \
  -d code_verifier="$VERIFIER"
