curl {{ public_url }}/oauth/device_authorization \
  {% if has_secret %}-u "{{ client_id }}:$CLIENT_SECRET"{% else %}-d client_id={{ client_id }}{% endif %} \
  -d scope=events:read
