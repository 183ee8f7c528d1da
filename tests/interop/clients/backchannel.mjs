// An app's server that hears of the end of a session: oauth4webapi signs in, jose verifies the logout token.
import { createServer } from "node:http";
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as oauth from "oauth4webapi";
import { report, visit, world } from "./person.mjs";

let hear;
const heard = new Promise((resolve) => { hear = resolve; });
const receiver = createServer((request, response) => {
  let body = "";
  request.on("data", (piece) => { body += piece; });
  request.on("end", () => {
    response.writeHead(200, { "Cache-Control": "no-store" }).end();
    hear({ method: request.method, type: request.headers["content-type"], form: new URLSearchParams(body) });
  });
});
await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));

const http = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(world.url);
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http));
const registered = await oauth.dynamicClientRegistrationRequest(server, {
  client_name: "Hears of the end",
  redirect_uris: [world.redirect_uri],
  scope: "openid",
  id_token_signed_response_alg: world.alg,
  backchannel_logout_uri: `http://127.0.0.1:${receiver.address().port}/logout`,
  backchannel_logout_session_required: true,
}, http);
const client = await oauth.processDynamicClientRegistrationResponse(registered);
const verifier = oauth.generateRandomCodeVerifier();
const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
const address = new URL(server.authorization_endpoint);
address.search = new URLSearchParams({
  client_id: client.client_id,
  response_type: "code",
  redirect_uri: world.redirect_uri,
  scope: "openid",
  state,
  nonce,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
});
const parameters = oauth.validateAuthResponse(server, client, await visit(address), state);
const answer = await oauth.authorizationCodeGrantRequest(
  server, client, oauth.ClientSecretBasic(client.client_secret), parameters, world.redirect_uri, verifier, http);
const tokens = await oauth.processAuthorizationCodeResponse(
  server, client, answer, { expectedNonce: nonce, requireIdToken: true });
const claims = oauth.getValidatedIdTokenClaims(tokens);

await visit(world.sign_out);
const { method, type, form } = await heard;
const keys = createRemoteJWKSet(new URL(server.jwks_uri));
const { payload, protectedHeader } = await jwtVerify(form.get("logout_token"), keys, {
  issuer: server.issuer,
  audience: client.client_id,
  typ: "logout+jwt",
  algorithms: [world.alg],
  requiredClaims: ["iat", "exp", "jti", "events", "sub", "sid"],
});
receiver.close();
report({ method, type, claims, payload, alg: protectedHeader.alg });
