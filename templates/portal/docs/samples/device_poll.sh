curl {{ public_url }}/oauth/token \
  {% if has_secret %}-u "{{ client_id }}:$CLIENT_SECRET"{% else %}-d client_id={{ client_id }}{% endif %} \
  -d grant_type=urn:ietf:params:oauth:grant-type:device_code \
  -d device_code="$DEVICE_CODE"
