// openid-client as a relying party: every check on, the signature of ID tokens included.
import * as client from "openid-client";
import { report, visit, world } from "./person.mjs";

const MAX_AGE = 3600; // seconds

const config = await client.discovery(
  new URL(world.url), world.client_id,
  { id_token_signed_response_alg: world.alg, require_auth_time: true },
  client.ClientSecretBasic(world.client_secret),
  { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
);

async function signIn() {
  const verifier = client.randomPKCECodeVerifier();
  const query = {
    redirect_uri: world.redirect_uri,
    scope: "openid profile email offline_access",
    state: client.randomState(),
    nonce: client.randomNonce(),
    max_age: String(MAX_AGE),
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  };
  const checks = {
    pkceCodeVerifier: verifier,
    expectedState: query.state,
    expectedNonce: query.nonce,
    maxAge: MAX_AGE,
    idTokenExpected: true,
  };
  return client.authorizationCodeGrant(config, await visit(client.buildAuthorizationUrl(config, query)), checks);
}

const tokens = await signIn();
const claims = tokens.claims();
const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
const later = await client.fetchUserInfo(config, refreshed.access_token, claims.sub);
const facts = { claims, userinfo, later, tokens };
if (world.flow === "logout") {
  const state = client.randomState();
  const back = await visit(client.buildEndSessionUrl(config, {
    post_logout_redirect_uri: world.after_logout,
    id_token_hint: tokens.id_token,
    state,
  }));
  facts.back = back.origin + back.pathname;
  facts.state_came_back = back.searchParams.get("state") === state;
}
report(facts);
