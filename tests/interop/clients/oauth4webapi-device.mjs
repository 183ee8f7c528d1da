// oauth4webapi on a screen without a browser: one question too early, one too soon after, and one in time.
import * as oauth from "oauth4webapi";
import { report, visit, world } from "./person.mjs";

const http = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(world.url);
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http));
const client = { client_id: world.client_id, id_token_signed_response_alg: "RS256" };
const authentication = oauth.None();

const asked = await oauth.deviceAuthorizationRequest(
  server, client, authentication, { scope: "openid events:read" }, http);
const codes = await oauth.processDeviceAuthorizationResponse(server, client, asked);

async function poll() {
  const answer = await oauth.deviceCodeGrantRequest(server, client, authentication, codes.device_code, http);
  const tokens = await oauth.processDeviceCodeResponse(server, client, answer);
  await oauth.validateApplicationLevelSignature(server, answer, http);
  return tokens;
}

const early = await poll().catch((error) => error.error);
const soon = await poll().catch((error) => error.error);
await visit(codes.verification_uri_complete);
const tokens = await poll();
const claims = oauth.getValidatedIdTokenClaims(tokens);
const api = new URL("/api/v1/organizer/events", world.url);
const events = await oauth.protectedResourceRequest(tokens.access_token, "GET", api, undefined, undefined, http);
report({ codes, early, soon, tokens, claims, events: (await events.json()).data.length });
