// Five workers of one app, each with openid-client and the same refresh token: refresh, then use.
import * as client from "openid-client";
import { report, visit, world } from "./person.mjs";

const WORKERS = 5;
const api = new URL("/api/v1/organizer/events", world.url);

const discover = () => client.discovery(
  new URL(world.url), world.client_id, undefined, client.ClientSecretBasic(world.client_secret),
  { execute: [client.allowInsecureRequests] },
);
const config = await discover();
const verifier = client.randomPKCECodeVerifier();
const address = client.buildAuthorizationUrl(config, {
  redirect_uri: world.redirect_uri,
  scope: "events:read",
  state: "of the workers",
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
});
const checks = { pkceCodeVerifier: verifier, expectedState: "of the workers" };
const first = await client.authorizationCodeGrant(config, await visit(address), checks);

async function work() {
  const own = await discover();
  const tokens = await client.refreshTokenGrant(own, first.refresh_token);
  const answer = await client.fetchProtectedResource(own, tokens.access_token, api, "GET");
  return { refresh_token: tokens.refresh_token, status: answer.status };
}

const workers = await Promise.all(Array.from({ length: WORKERS }, work));
const late = await work(); // a worker that wakes up after all others used what they got
const next = await client.refreshTokenGrant(config, late.refresh_token);
const again = await client.fetchProtectedResource(config, next.access_token, api, "GET");
report({ statuses: [...workers, late].map((worker) => worker.status), again: again.status });
