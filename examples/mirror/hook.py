"""Hears of changes by a webhook, which only says that there is something new to read."""

import base64
import hmac
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from stagedoor import Connection, Refused
from store import Store

TYPES = ["event.upserted", "event.removed"]
TOLERANCE = 300  # seconds that the server's clock and ours may differ
LARGEST = 65_536  # bytes; webhooks are much smaller


class Hook:
    """A webhook of our permission and the server that receives it, both while used in ``with``."""

    def __init__(self, connection: Connection, store: Store, url: str, port: int) -> None:
        """Subscribe nothing yet; requests to ``url`` have to arrive at ``port`` of this machine."""
        self._connection, self._store, self._url = connection, store, url
        self._news, self._subscribed, self._secret = Event(), Event(), ""
        self._server = ThreadingHTTPServer(("127.0.0.1", port), Receiver)
        self._server.hook = self

    def __enter__(self) -> "Hook":
        """Listen, and subscribe in place of a webhook that an earlier process left."""
        Thread(target=self._server.serve_forever, daemon=True).start()
        self._unsubscribe()
        made = self._connection.subscribe(self._url, TYPES)
        self._store.keep("hook", {"address": made["links"]["self"]})
        self._secret = made["secret"]
        self._subscribed.set()
        return self

    def __exit__(self, *_error) -> None:
        """Unsubscribe, and listen no more."""
        self._unsubscribe()
        self._server.shutdown()
        self._server.server_close()

    def wait(self, seconds: float) -> None:
        """Return when there is something new, or after this time: what we trust is the stream."""
        self._news.wait(seconds)
        self._news.clear()

    def take(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the webhook is genuine; then ``wait`` returns."""
        # The first one may be faster than the answer that says our secret.
        if not self._subscribed.wait(5) or not is_genuine(self._secret, headers, body):
            return False
        self._news.set()
        return True

    def _unsubscribe(self) -> None:
        hook = self._store.note("hook")
        if not hook:
            return
        try:
            self._connection.unsubscribe(hook["address"])
        except Refused as error:
            if error.status != 404:  # else it ended with its permission
                raise
        self._store.keep("hook", {})


class Receiver(BaseHTTPRequestHandler):
    """Answers at once; the work is that of the thread that waits."""

    timeout = 10  # seconds for a request to arrive

    def do_POST(self) -> None:
        """204 for a genuine webhook, 401 for anything else."""
        length = self.headers.get("Content-Length", "")
        is_small = length.isdecimal() and int(length) <= LARGEST
        body = self.rfile.read(int(length)) if is_small else b""
        self.send_response(204 if self.server.hook.take(self.headers, body) else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_) -> None:
        """Print nothing."""


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether the owner of ``secret`` signed exactly these bytes, a moment ago."""
    at = headers.get("webhook-timestamp", "")
    if not at.isdecimal() or abs(time.time() - int(at)) > TOLERANCE:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers.get('webhook-id')}.{at}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.digest(key, signed, "sha256"))
    signatures = headers.get("webhook-signature", "").encode().split()
    return any(hmac.compare_digest(expected, signature) for signature in signatures)
