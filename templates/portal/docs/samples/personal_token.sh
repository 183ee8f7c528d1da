# 1. Keep the token out of the script and out of the shell's history.
read -rs TOKEN && export TOKEN

# 2. Who am I, and what may I do?
curl '{{ public_url }}/oauth/token/info' -H "Authorization: Bearer $TOKEN"

# 3. The next events of a team.
curl '{{ public_url }}/api/v1/organizer/{{ team }}/events?limit=5' -H "Authorization: Bearer $TOKEN"
