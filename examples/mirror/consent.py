"""Asking a person for permission from a computer: loopback address and PKCE (RFC 8252, 7636)."""

import sys
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from secrets import token_urlsafe
from urllib.parse import parse_qsl, urlencode, urlsplit

from stagedoor import Connection


def ask(server: str, client_id: str, callback: str, connection: Connection) -> None:
    """Send a person to the consent page, and exchange what comes back; exits when denied."""
    state, verifier = token_urlsafe(32), token_urlsafe(64)
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": callback,
        "scope": "events:read",
        "state": state,
        "code_challenge": urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().strip("="),
        "code_challenge_method": "S256",
    }
    print(f"Open this address in your browser:\n{server}/oauth/authorize?{urlencode(query)}")
    answer = _wait_for(callback, state)
    if "code" not in answer:
        sys.exit(f"Not connected: {answer.get('error_description', answer['error'])}")
    connection.exchange(
        grant_type="authorization_code",
        code=answer["code"],
        redirect_uri=callback,
        code_verifier=verifier,
    )


def _wait_for(callback: str, state: str) -> dict[str, str]:
    """What the person's browser brings; anything without our state is somebody else's."""
    arrived: dict[str, str] = {}

    class Callback(BaseHTTPRequestHandler):
        def do_GET(self):
            found = dict(parse_qsl(urlsplit(self.path).query))
            is_ours = found.get("state") == state
            arrived.update(found if is_ours else {})
            self.send_response(200 if is_ours else 400)
            self.end_headers()
            self.wfile.write(b"Back at the mirror. You can close this page." if is_ours else b"")

        def log_message(self, *_): ...  # the address holds the code

    sys.stdout.flush()
    with HTTPServer(("127.0.0.1", urlsplit(callback).port or 80), Callback) as listener:
        while not arrived:
            listener.handle_request()
    return arrived
