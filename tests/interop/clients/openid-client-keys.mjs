// openid-client without a secret: it registers with a public key, and signs for each request.
import * as client from "openid-client";
import { report, visit, world } from "./person.mjs";

const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
const jwk = await crypto.subtle.exportKey("jwk", pair.publicKey);
const config = await client.dynamicClientRegistration(
  new URL(world.url),
  {
    client_name: "Signs by itself",
    redirect_uris: [world.redirect_uri],
    scope: "openid events:read offline_access",
    token_endpoint_auth_method: "private_key_jwt",
    jwks: { keys: [{ ...jwk, alg: "ES256", use: "sig" }] },
    id_token_signed_response_alg: "EdDSA",
  },
  client.PrivateKeyJwt(pair.privateKey),
  { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
);
const verifier = client.randomPKCECodeVerifier();
const query = {
  redirect_uri: world.redirect_uri,
  scope: "openid events:read offline_access",
  state: client.randomState(),
  nonce: client.randomNonce(),
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
};
const checks = {
  pkceCodeVerifier: verifier,
  expectedState: query.state,
  expectedNonce: query.nonce,
  idTokenExpected: true,
};
const back = await visit(await client.buildAuthorizationUrlWithPAR(config, query));
const tokens = await client.authorizationCodeGrant(config, back, checks);
const api = new URL("/api/v1/organizer/events", world.url);
const read = async (token) => client.fetchProtectedResource(config, token, api, "GET");
const events = (await (await read(tokens.access_token)).json()).data.length;
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
const again = (await read(refreshed.access_token)).status;
const { active } = await client.tokenIntrospection(config, refreshed.access_token);
await client.tokenRevocation(config, refreshed.refresh_token);
const ended = await read(refreshed.access_token).then((one) => one.status, (error) => error.status ?? error.cause?.status);
report({ client: config.clientMetadata(), tokens, events, again, active, ended });
