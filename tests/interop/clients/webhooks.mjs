// A receiver that verifies by the library of Standard Webhooks, for a subscription made by API.
import { createServer } from "node:http";
import { AuthorizationCode } from "simple-oauth2";
import { Webhook } from "standardwebhooks";
import { report, visit, world } from "./person.mjs";

let hear;
const heard = new Promise((resolve) => { hear = resolve; });
const receiver = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString();
  response.writeHead(204).end();
  hear({ headers: request.headers, body });
});
await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));

const client = new AuthorizationCode({
  client: { id: world.client_id, secret: world.client_secret },
  auth: { tokenHost: world.url, tokenPath: "/oauth/token", authorizePath: "/oauth/authorize" },
});
const address = client.authorizeURL({ redirect_uri: world.redirect_uri, scope: "events:read", state: "of a receiver" });
const code = (await visit(address)).searchParams.get("code");
const { token } = await client.getToken({ code, redirect_uri: world.redirect_uri });
const headers = { Authorization: `Bearer ${token.access_token}`, "Content-Type": "application/json" };
const created = await fetch(new URL("/api/v1/organizer/webhooks", world.url), {
  method: "POST",
  headers,
  body: JSON.stringify({ url: `http://127.0.0.1:${receiver.address().port}/`, types: ["event.upserted"] }),
});
const { secret, links } = await created.json();

const { headers: sent, body } = await heard;
const verifier = new Webhook(secret);
const message = verifier.verify(body, sent);
let refusal = null;
try {
  verifier.verify(body.replace("ping", "pong"), sent);
} catch (error) {
  refusal = error.name;
}
const ended = await fetch(links.self, { method: "DELETE", headers });
receiver.close();
report({ created: created.status, message, refusal, id: sent["webhook-id"], ended: ended.status });
