// oauth4webapi without a secret: it registers with a public key, and signs for each request.
import * as oauth from "oauth4webapi";
import { report, visit, world } from "./person.mjs";

const http = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(world.url);
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http));
const api = new URL("/api/v1/organizer/events", issuer);

const pair = await oauth.generateKeyPair(world.alg, { extractable: true });
const kid = "first";
const jwk = { ...(await crypto.subtle.exportKey("jwk", pair.publicKey)), kid, use: "sig" };
const registered = await oauth.dynamicClientRegistrationRequest(server, {
  client_name: "Signs by itself",
  redirect_uris: [world.redirect_uri],
  scope: "events:read",
  token_endpoint_auth_method: "private_key_jwt",
  jwks: { keys: [jwk] },
}, http);
const client = await oauth.processDynamicClientRegistrationResponse(registered);
const authentication = oauth.PrivateKeyJwt({ key: pair.privateKey, kid });

const verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const pushed = await oauth.pushedAuthorizationRequest(server, client, authentication, {
  response_type: "code",
  redirect_uri: world.redirect_uri,
  scope: "events:read",
  state,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
}, http);
const { request_uri } = await oauth.processPushedAuthorizationResponse(server, client, pushed);
const address = new URL(server.authorization_endpoint);
address.search = new URLSearchParams({ client_id: client.client_id, request_uri });
const parameters = oauth.validateAuthResponse(server, client, await visit(address), state);
const answer = await oauth.authorizationCodeGrantRequest(
  server, client, authentication, parameters, world.redirect_uri, verifier, http);
const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer);

const read = async (token) => oauth.protectedResourceRequest(token, "GET", api, undefined, undefined, http);
const events = (await (await read(tokens.access_token)).json()).data.length;
const refreshed = await oauth.processRefreshTokenResponse(
  server, client, await oauth.refreshTokenGrantRequest(server, client, authentication, tokens.refresh_token, http));
const again = (await read(refreshed.access_token)).status;
const seen = await oauth.processIntrospectionResponse(
  server, client, await oauth.introspectionRequest(server, client, authentication, refreshed.access_token, http));
await oauth.processRevocationResponse(
  await oauth.revocationRequest(server, client, authentication, refreshed.refresh_token, http));
const ended = await read(refreshed.access_token).then((one) => one.status, (error) => error.status);
report({ client, tokens, events, again, active: seen.active, ended });
