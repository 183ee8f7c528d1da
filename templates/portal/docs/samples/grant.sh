curl {% if uses_keys %}-X GET {% endif %}{{ public_url }}/oauth/grants/$GRANT_ID \
  {% if uses_keys %}{{ proof }}{% else %}-u "{{ client_id }}:$CLIENT_SECRET"{% endif %}
