import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const SECRET = Buffer.from(process.env.WEBHOOK_SECRET.slice("whsec_".length), "base64");
const PORT = Number(process.env.PORT ?? 5003);

// Whether the server signed exactly these bytes, less than five minutes ago.
function isGenuine(headers, body) {
  const at = headers["webhook-timestamp"] ?? "";
  if (!/^\d{1,12}$/.test(at) || Math.abs(Date.now() / 1000 - Number(at)) > 300) return false;
  const hmac = createHmac("sha256", SECRET).update(`${headers["webhook-id"]}.${at}.`).update(body);
  const expected = Buffer.from(`v1,${hmac.digest("base64")}`);
  // There are two signatures while the secret is being rotated.
  return (headers["webhook-signature"] ?? "").split(" ").some((text) => {
    const signature = Buffer.from(text);
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  });
}

const receiver = createServer(async (request, response) => {
  // The bytes as they came: JSON that is parsed and written again has others.
  const body = Buffer.concat(await request.toArray());
  if (!isGenuine(request.headers, body)) {
    response.writeHead(401).end();
    return;
  }
  response.writeHead(204).end(); // answer first, work later: there are ten seconds
  const { type, data } = JSON.parse(body);
  console.log(request.headers["webhook-id"], type, data);
});
receiver.listen(PORT, "127.0.0.1");
