// 1. Your app. Needs Node 18 or newer, and nothing else.
{% if uses_keys -%}
import { execFileSync } from "node:child_process";
{% endif -%}
import { createHash, randomBytes } from "node:crypto";
import { createInterface } from "node:readline/promises";

const server = "{{ public_url }}";
const redirectUri = "{{ redirect_uri }}";
{% if has_secret -%}
const app = {
  client_id: "{{ client_id }}",
  client_secret: process.env.CLIENT_SECRET,
};
{% elif uses_keys -%}
const app = { client_id: "{{ client_id }}" };
// Signs each request: {{ public_url }}/docs/standards/client-keys
const prove = () => ({
  client_assertion_type: "{{ assertion_type }}",
  client_assertion: execFileSync("python3", ["client_assertion.py"], { encoding: "utf8" }).trim(),
});
{% else -%}
const app = { client_id: "{{ client_id }}" }; // public: no secret
{% endif -%}

// 2. Ask. Open the address that this prints; paste the one that you come back to.
const state = randomBytes(16).toString("base64url");
const verifier = randomBytes(32).toString("base64url");
const question = new URLSearchParams({
  response_type: "code",
  client_id: app.client_id,
  redirect_uri: redirectUri,
  scope: "events:read",
  state,
  code_challenge: createHash("sha256").update(verifier).digest("base64url"),
  code_challenge_method: "S256",
});
console.log(`${server}/oauth/authorize?${question}`);
const terminal = createInterface({ input: process.stdin, output: process.stdout });
const answer = new URL(await terminal.question("You came back to: ")).searchParams;
terminal.close();

// 3. Exchange the code, after comparing the state.
async function ask(endpoint, fields) {
  const body = new URLSearchParams({ ...app, {% if uses_keys %}...prove(), {% endif %}...fields });
  const reply = await fetch(`${server}/oauth/${endpoint}`, { method: "POST", body });
  if (!reply.ok) throw new Error(`${reply.status} ${await reply.text()}`);
  return reply.json();
}
if (answer.get("state") !== state || !answer.get("code")) {
  throw new Error(`Not connected: ${answer.get("error") ?? "that is another state"}`);
}
let tokens = await ask("token", {
  grant_type: "authorization_code",
  code: answer.get("code"),
  code_verifier: verifier,
  redirect_uri: redirectUri,
});

// 4. Read the team's events.
const list = await fetch(`${server}/api/v1/organizer/events?limit=3`, {
  headers: { Authorization: `Bearer ${tokens.access_token}` },
});
for (const event of (await list.json()).data) {
  console.log(event.start.local, event.title);
}

// 5. Refresh: a new pair replaces the old one. Then disconnect, which ends both.
tokens = await ask("token", {
  grant_type: "refresh_token",
  refresh_token: tokens.refresh_token,
});
await ask("revoke", { token: tokens.refresh_token });
console.log("Disconnected.");
