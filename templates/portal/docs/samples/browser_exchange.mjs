const body = new URLSearchParams({
  grant_type: "authorization_code",
  client_id: "{{ client_id }}",
  code,
  code_verifier: verifier,
  redirect_uri: "{{ redirect_uri }}",
});
const answer = await fetch("{{ public_url }}/oauth/token", { method: "POST", body });
const tokens = await answer.json();
if (!answer.ok) throw new Error(`${tokens.error}: ${tokens.error_description}`);
