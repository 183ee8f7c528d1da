// simple-oauth2, which knows no PKCE: the app is one on a server, with a secret.
import { AuthorizationCode, ClientCredentials } from "simple-oauth2";
import { report, visit, world } from "./person.mjs";

const settings = {
  client: { id: world.client_id, secret: world.client_secret },
  auth: { tokenHost: world.url, tokenPath: "/oauth/token", revokePath: "/oauth/revoke" },
};

async function read(token) {
  const headers = { Authorization: `Bearer ${token}` };
  return fetch(new URL("/api/v1/organizer/events", world.url), { headers });
}

async function run() {
  if (world.flow === "client_credentials") {
    return { tokens: (await new ClientCredentials(settings).getToken({ scope: "public" })).token };
  }
  const client = new AuthorizationCode({ ...settings, auth: { ...settings.auth, authorizePath: "/oauth/authorize" } });
  const address = client.authorizeURL({ redirect_uri: world.redirect_uri, scope: "events:read", state: "of simple-oauth2" });
  const code = (await visit(address)).searchParams.get("code");
  const first = await client.getToken({ code, redirect_uri: world.redirect_uri });
  const events = await (await read(first.token.access_token)).json();
  const second = await first.refresh();
  const again = await read(second.token.access_token);
  await second.revokeAll();
  const ended = await read(second.token.access_token);
  return { tokens: first.token, events: events.data.length, again: again.status, ended: ended.status };
}

report(await run());
