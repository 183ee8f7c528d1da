curl {{ public_url }}/oauth/device_authorization \
  {{ proof }} \
  -d scope=events:read
