import base64
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
PORT = int(os.environ.get("PORT", "5003"))


def is_genuine(headers, body):
    """Whether the server signed exactly these bytes, less than five minutes ago."""
    at = headers.get("webhook-timestamp", "")
    if not at.isdecimal() or abs(time.time() - int(at)) > 300:
        return False
    signed = f"{headers.get('webhook-id')}.{at}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.digest(SECRET, signed, "sha256"))
    # There are two signatures while the secret is being rotated.
    signatures = headers.get("webhook-signature", "").encode().split()
    return any(hmac.compare_digest(expected, signature) for signature in signatures)


class Receiver(BaseHTTPRequestHandler):
    timeout = 10

    def do_POST(self):
        # The bytes as they came: JSON that is parsed and written again has others.
        body = self.rfile.read(min(int(self.headers["Content-Length"]), 65536))
        if not is_genuine(self.headers, body):
            self.send_response(401)
            self.end_headers()
            return
        self.send_response(204)  # answer first, work later: there are ten seconds
        self.end_headers()
        event = json.loads(body)
        print(self.headers["webhook-id"], event["type"], event["data"], flush=True)


ThreadingHTTPServer(("127.0.0.1", PORT), Receiver).serve_forever()
