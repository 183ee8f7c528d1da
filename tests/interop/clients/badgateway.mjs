// @badgateway/oauth2-client, which discovers the endpoints.
import { OAuth2Client, OAuth2Fetch, generateCodeVerifier } from "@badgateway/oauth2-client";
import { report, visit, world } from "./person.mjs";

const client = new OAuth2Client({
  server: world.url,
  discoveryEndpoint: "/.well-known/oauth-authorization-server",
  clientId: world.client_id,
  clientSecret: world.client_secret ?? undefined,
});

async function run() {
  if (world.flow === "client_credentials") {
    const token = await client.clientCredentials({ scope: ["public"] });
    return { tokens: { access_token: token.accessToken } };
  }
  const codeVerifier = await generateCodeVerifier();
  const state = "of badgateway";
  const redirectUri = world.redirect_uri;
  const address = await client.authorizationCode.getAuthorizeUri({ redirectUri, state, codeVerifier, scope: ["events:read"] });
  const back = await visit(address);
  const first = await client.authorizationCode.getTokenFromCodeRedirect(back, { redirectUri, state, codeVerifier });
  let token = first;
  const wrapper = new OAuth2Fetch({ client, getNewToken: () => null, getStoredToken: () => first });
  const api = new URL("/api/v1/organizer/events", world.url).href;
  const events = await (await wrapper.fetch(api)).json();
  token = await client.refreshToken(first);
  const read = () => fetch(api, { headers: { Authorization: `Bearer ${token.accessToken}` } });
  const again = await read();
  await client.revoke(token, "refresh_token");
  const ended = await read();
  return { tokens: { access_token: first.accessToken }, events: events.data.length, again: again.status, ended: ended.status };
}

report(await run());
