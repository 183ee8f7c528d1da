// A person keeps the signed receipt of an approval: jose verifies it by the published keys alone.
import { compactVerify, createRemoteJWKSet, jwtVerify } from "jose";
import { report, world } from "./person.mjs";

const metadata = await (await fetch(new URL("/.well-known/oauth-authorization-server", world.url))).json();
const facts = {};
for (const [name, address] of Object.entries({ tokens: metadata.jwks_uri, receipts: world.keys })) {
  const keys = createRemoteJWKSet(new URL(address));
  const { payload, protectedHeader } = await jwtVerify(world.receipt, keys, {
    issuer: metadata.issuer,
    typ: "consent-receipt+jwt",
    requiredClaims: ["grant_id", "client_id", "client_name", "user", "teams", "scopes", "approved_at"],
  });
  facts[name] = { payload, header: protectedHeader };
}

// One other character of the claims, and it is no receipt of ours.
const [header, claims, signature] = world.receipt.split(".");
const forged = Buffer.from(Buffer.from(claims, "base64url").toString().replace("events:read", "events:reap"));
try {
  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
  await compactVerify([header, forged.toString("base64url"), signature].join("."), keys);
  facts.refusal = null;
} catch (error) {
  facts.refusal = error.code;
}
report(facts);
