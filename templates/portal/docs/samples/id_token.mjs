const ISSUER = "{{ public_url }}";
const CLIENT_ID = "{{ client_id }}";
const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

const [header, payload, signature] = process.env.ID_TOKEN.split(".");
const decode = (part) => JSON.parse(Buffer.from(part, "base64url"));
const { kid, alg } = decode(header);
const claims = decode(payload);

// Keep the keys as long as Cache-Control says.
const { keys } = await (await fetch(`${ISSUER}/oauth/jwks.json`)).json();
const jwk = keys.find((key) => key.kid === kid && key.alg === "RS256");
// The algorithm is yours to name, never the token's.
if (!jwk || alg !== "RS256") throw new Error("signed with an unknown key");

const key = await crypto.subtle.importKey("jwk", jwk, RS256, false, ["verify"]);
const signed = new TextEncoder().encode(`${header}.${payload}`);
const bytes = Buffer.from(signature, "base64url");
const isGenuine = await crypto.subtle.verify(RS256, key, bytes, signed);

const isForUs = claims.iss === ISSUER && claims.aud === CLIENT_ID;
const isFresh = claims.exp > Date.now() / 1000 - 60;
const isOfThisSession = claims.nonce === process.env.NONCE;
if (!(isGenuine && isForUs && isFresh && isOfThisSession)) {
  throw new Error("not a valid ID token");
}

console.log(claims.sub); // the user: find your account by iss and sub
