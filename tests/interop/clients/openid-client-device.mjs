// openid-client on a screen without a browser; it waits between two questions as the server says.
import * as client from "openid-client";
import { report, visit, world } from "./person.mjs";

const config = await client.discovery(
  new URL(world.url), world.client_id, undefined, client.None(),
  { execute: [client.allowInsecureRequests] },
);
const DPoP = world.flow === "dpop"
  ? client.getDPoPHandle(config, await client.randomDPoPKeyPair())
  : undefined;
const codes = await client.initiateDeviceAuthorization(config, { scope: "events:read" });
const waiting = client.pollDeviceAuthorizationGrant(config, codes, undefined, { DPoP });
await visit(codes.verification_uri_complete);
const tokens = await waiting;
const api = new URL("/api/v1/organizer/events", world.url);
const read = async (token) => client.fetchProtectedResource(config, token, api, "GET", undefined, undefined, { DPoP });
const events = await (await read(tokens.access_token)).json();
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP });
const again = await read(refreshed.access_token);
report({ codes, tokens, events: events.data.length, again: again.status });
