curl {{ public_url }}/oauth/token \
  {{ proof }} \
  -d grant_type=urn:ietf:params:oauth:grant-type:device_code \
  -d device_code="$DEVICE_CODE"
