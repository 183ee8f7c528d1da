"""An app on another site, in a real browser: it opens a popup, and its callback redirects on."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

OPENER = """<!doctype html><title>waiting</title><button>Connect</button><script>
const target = new URLSearchParams(location.search).get("target");
document.querySelector("button").onclick = () => window.open(target, "connect", "popup");
window.addEventListener("message", ({ data }) => { document.title = data; });
</script>"""
CALLBACK = """<!doctype html><title>callback</title><script>
if (window.opener) window.opener.postMessage("heard " + location.search, "*");
</script>"""


class ForeignApp:
    """Two servers on loopback, of different sites for a browser: one is at 127.0.0.1, one not."""

    def __init__(self):
        """Start both."""
        self._servers = [ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
        first, second = (server.server_address[1] for server in self._servers)
        self.url, self.other_url = f"http://127.0.0.1:{first}", f"http://localhost:{second}"
        for server in self._servers:
            Thread(target=server.serve_forever, daemon=True).start()

    def callback(self, then: str = "") -> str:
        """The address of a callback, which redirects on to ``then``, with its query."""
        return f"{self.url}/callback" + (f"?then={then}" if then else "")

    def stop(self) -> None:
        """End both."""
        for server in self._servers:
            server.shutdown()
            server.server_close()


class Handler(BaseHTTPRequestHandler):
    """Answers for both."""

    def do_GET(self) -> None:
        """A page that opens a popup, or a callback."""
        parts = urlsplit(self.path)
        then = parse_qs(parts.query).get("then")
        if then:
            self.send_response(302)
            self.send_header("Location", f"{then[0]}?{parts.query.partition('&')[2]}")
            self.end_headers()
            return
        body = (OPENER if parts.path == "/opener" else CALLBACK).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def foreign_app():
    """The app, running."""
    running = ForeignApp()
    yield running
    running.stop()
