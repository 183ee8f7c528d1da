// The OAuth client of @modelcontextprotocol/client: it begins with a 401 and the address alone.
import { auth, extractWWWAuthenticateParams } from "@modelcontextprotocol/client";
import { report, visit, world } from "./person.mjs";

const api = new URL("/api/v1/organizer/events", world.url);
let client, tokens, verifier, back, discovered;
const provider = {
  redirectUrl: world.redirect_uri,
  clientMetadata: {
    client_name: "Agent", redirect_uris: [world.redirect_uri],
    grant_types: ["authorization_code", "refresh_token"], response_types: ["code"],
    token_endpoint_auth_method: "none",
  },
  state: () => "of the agent",
  clientInformation: () => client,
  saveClientInformation: (information) => { client = information; },
  tokens: () => tokens,
  saveTokens: (saved) => { tokens = saved; },
  redirectToAuthorization: async (address) => { back = await visit(address); },
  saveCodeVerifier: (text) => { verifier = text; },
  codeVerifier: () => verifier,
  saveDiscoveryState: (state) => { discovered = state; },
  discoveryState: () => discovered,
};
const read = () => fetch(api, { headers: tokens ? { Authorization: `Bearer ${tokens.access_token}` } : {} });

const refused = await read();
const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(refused);
const options = { serverUrl: api, resourceMetadataUrl, scope };
const first = await auth(provider, options);
const parameters = back.searchParams;
const second = await auth(provider, { ...options, authorizationCode: parameters.get("code"), iss: parameters.get("iss") ?? undefined });
const kept = tokens;
const events = await (await read()).json();
const third = await auth(provider, options); // refreshes
const again = await read();
report({ steps: [first, second, third], scope, tokens: kept, events: events.data.length, again: again.status });
