curl {{ token_address }} \
  -d grant_type=authorization_code \
  -d client_id={{ client.client_id }} \
{%- if client.confidential %}
  -d client_secret=YOUR_SECRET \
{%- endif %}
  --data-urlencode 'redirect_uri={{ uri }}' \
  -d code_verifier={{ verifier }} \
  -d code=THE_CODE
