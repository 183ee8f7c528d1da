// openid-client; the only exception it is granted is http on loopback.
import * as client from "openid-client";
import { report, visit, world } from "./person.mjs";

const config = await client.discovery(
  new URL(world.url), world.client_id, undefined,
  world.client_secret ? client.ClientSecretPost(world.client_secret) : client.None(),
  { algorithm: "oauth2", execute: [client.allowInsecureRequests] },
);
const api = new URL("/api/v1/organizer/events", world.url);

async function run() {
  if (world.flow === "client_credentials") {
    return { tokens: await client.clientCredentialsGrant(config, { scope: "public" }) };
  }
  const bound = world.flow === "dpop";
  const DPoP = bound ? client.getDPoPHandle(config, await client.randomDPoPKeyPair()) : undefined;
  const verifier = client.randomPKCECodeVerifier();
  const query = {
    redirect_uri: world.redirect_uri,
    scope: "events:read",
    state: client.randomState(),
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  };
  const address = world.flow === "par"
    ? await client.buildAuthorizationUrlWithPAR(config, query)
    : client.buildAuthorizationUrl(config, query);
  const checks = { pkceCodeVerifier: verifier, expectedState: query.state };
  const tokens = await client.authorizationCodeGrant(config, await visit(address), checks, undefined, { DPoP });
  const read = (token) => client.fetchProtectedResource(config, token, api, "GET", undefined, undefined, { DPoP });
  const events = await (await read(tokens.access_token)).json();
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP });
  const again = await read(refreshed.access_token);
  await client.tokenRevocation(config, refreshed.refresh_token);
  const ended = await read(refreshed.access_token).then((answer) => answer.status, (error) => error.status ?? error.cause?.status ?? String(error));
  return { tokens, events: events.data.length, again: again.status, ended };
}

report(await run());
