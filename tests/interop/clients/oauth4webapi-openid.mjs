// oauth4webapi as a relying party; it also verifies the signatures of what it gets.
import * as oauth from "oauth4webapi";
import { report, visit, world } from "./person.mjs";

const MAX_AGE = 3600; // seconds

const http = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(world.url);
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http));
const client = {
  client_id: world.client_id,
  id_token_signed_response_alg: world.alg,
  userinfo_signed_response_alg: world.userinfo_alg,
  require_auth_time: true,
};
const authentication = oauth.ClientSecretPost(world.client_secret);

const verifier = oauth.generateRandomCodeVerifier();
const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
const address = new URL(server.authorization_endpoint);
address.search = new URLSearchParams({
  client_id: client.client_id,
  response_type: "code",
  redirect_uri: world.redirect_uri,
  scope: "openid profile email",
  state,
  nonce,
  max_age: String(MAX_AGE),
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
});
const parameters = oauth.validateAuthResponse(server, client, await visit(address), state);
const answer = await oauth.authorizationCodeGrantRequest(
  server, client, authentication, parameters, world.redirect_uri, verifier, http);
const checks = { expectedNonce: nonce, maxAge: MAX_AGE, requireIdToken: true };
const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, checks);
await oauth.validateApplicationLevelSignature(server, answer, http);
const claims = oauth.getValidatedIdTokenClaims(tokens);
const described = await oauth.userInfoRequest(server, client, tokens.access_token, http);
const userinfo = await oauth.processUserInfoResponse(server, client, claims.sub, described);
if (world.userinfo_alg) await oauth.validateApplicationLevelSignature(server, described, http);
report({ tokens, claims, userinfo });
