curl {{ public_url }}/oauth/token \
  -u "{{ client_id }}:$CLIENT_SECRET" \
  -d grant_type=authorization_code \
  -d code="$CODE" \
  -d redirect_uri={{ redirect_uri }} \
  -d code_verifier="$code_verifier"
