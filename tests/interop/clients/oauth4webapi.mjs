// oauth4webapi; the only exception it is granted is http on loopback.
import * as oauth from "oauth4webapi";
import { report, visit, world } from "./person.mjs";

const http = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(world.url);
const found = await oauth.discoveryRequest(issuer, { ...http, algorithm: "oauth2" });
const server = await oauth.processDiscoveryResponse(issuer, found);
const api = new URL("/api/v1/organizer/events", issuer);

async function register() {
  const metadata = { client_name: "Registered by oauth4webapi", redirect_uris: [world.redirect_uri] };
  const answer = await oauth.dynamicClientRegistrationRequest(server, metadata, http);
  return oauth.processDynamicClientRegistrationResponse(answer);
}

async function authorize(client, push) {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const query = {
    client_id: client.client_id,
    response_type: "code",
    redirect_uri: world.redirect_uri,
    scope: "events:read",
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  };
  const address = new URL(server.authorization_endpoint);
  address.search = new URLSearchParams(push ? await push(query) : query);
  const parameters = oauth.validateAuthResponse(server, client, await visit(address), state);
  return { parameters, verifier };
}

async function withNonce(send) {
  try {
    return await send();
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return send();
  }
}

async function run() {
  const client = world.flow === "register" ? await register() : { client_id: world.client_id };
  const secret = world.client_secret ?? client.client_secret;
  const authentication = secret ? oauth.ClientSecretBasic(secret) : oauth.None();
  if (world.flow === "client_credentials") {
    const answer = await oauth.clientCredentialsGrantRequest(server, client, authentication, { scope: "public" }, http);
    return { tokens: await oauth.processClientCredentialsResponse(server, client, answer) };
  }
  const bound = world.flow === "dpop" || world.flow === "par";
  const DPoP = bound ? oauth.DPoP(client, await oauth.generateKeyPair(world.alg ?? "ES256")) : undefined;
  const options = { ...http, DPoP };
  const push = async (query) => {
    const pushed = await withNonce(async () => {
      const answer = await oauth.pushedAuthorizationRequest(server, client, authentication, query, options);
      return oauth.processPushedAuthorizationResponse(server, client, answer);
    });
    return { client_id: client.client_id, request_uri: pushed.request_uri };
  };
  const { parameters, verifier } = await authorize(client, world.flow === "par" ? push : undefined);
  const tokens = await withNonce(async () => {
    const answer = await oauth.authorizationCodeGrantRequest(
      server, client, authentication, parameters, world.redirect_uri, verifier, options);
    return oauth.processAuthorizationCodeResponse(server, client, answer);
  });
  const read = (token) => withNonce(() => oauth.protectedResourceRequest(token, "GET", api, undefined, undefined, options));
  const events = await (await read(tokens.access_token)).json();
  const refreshed = await withNonce(async () => {
    const answer = await oauth.refreshTokenGrantRequest(server, client, authentication, tokens.refresh_token, options);
    return oauth.processRefreshTokenResponse(server, client, answer);
  });
  const again = await read(refreshed.access_token);
  const revoked = await oauth.revocationRequest(server, client, authentication, refreshed.refresh_token, http);
  await oauth.processRevocationResponse(revoked);
  const ended = await read(refreshed.access_token).then((answer) => answer.status, (error) => error.status);
  return { tokens, events: events.data.length, again: again.status, ended };
}

report(await run());
