curl {{ public_url }}/oauth/revoke \
  {% if has_secret %}-u "{{ client_id }}:$CLIENT_SECRET"{% else %}-d client_id={{ client_id }}{% endif %} \
  -d token="$REFRESH_TOKEN"
