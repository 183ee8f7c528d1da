"""Connects as Eventpop's documentation says, and reads with the token in header, query, body."""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import Request, urlopen

SERVER = os.environ.get("STAGEDOOR_URL", "http://127.0.0.1:5000")
CALLBACK = os.environ.get("CALLBACK", "http://127.0.0.1:5002/callback")
CLIENT = {"client_id": os.environ["CLIENT_ID"], "client_secret": os.environ["CLIENT_SECRET"]}


def main() -> None:
    """Ask, exchange, and call in each of the three ways."""
    code = sys.argv[2] if sys.argv[1:2] == ["--code"] else ask_person()
    tokens = get_tokens(grant_type="authorization_code", redirect_uri=CALLBACK, code=code)
    print(f"Connected: scope {tokens['scope']}, {tokens['expires_in']} seconds.")
    parameter = urlencode({"access_token": tokens["access_token"]})
    me = call("/api/public/me", headers=bearer(tokens))
    print(f"Header: {me['name']} <{me['email']}>")
    me = call(f"/api/public/me?{parameter}")  # logs keep addresses: prefer the header
    print(f"Query: {me['name']} <{me['email']}>")
    tickets = call("/api/public/tickets", data=parameter.encode())
    print(f"Body: {len(tickets['data'])} tickets")
    for ticket in tickets["data"]:
        print(ticket["event"]["start"]["local"], ticket["event"]["title"])


def ask_person() -> str:
    """Send a person to the consent page; the code that comes back."""
    # The document prints the callback as it is, without percent signs.
    query = f"client_id={CLIENT['client_id']}&redirect_uri={CALLBACK}&response_type=code"
    print(f"Open this address in your browser:\n{SERVER}/oauth/authorize?{query}")
    answer = wait_for_callback()
    return answer.get("code") or sys.exit(f"Not connected: {answer['error_description']}")


def wait_for_callback() -> dict[str, str]:
    """What the person's browser brings to CALLBACK."""
    arrived: dict[str, str] = {}

    class Callback(BaseHTTPRequestHandler):
        def do_GET(self):
            arrived.update(parse_qsl(urlsplit(self.path).query))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"Back at the example. You can close this page.")

        def log_message(self, *_): ...  # the address holds the code

    sys.stdout.flush()
    with HTTPServer(("127.0.0.1", urlsplit(CALLBACK).port or 80), Callback) as server:
        while not arrived:
            server.handle_request()
    return arrived


def get_tokens(**request: str) -> dict:
    """The token endpoint's answer."""
    return call("/oauth/token", data=urlencode({**CLIENT, **request}).encode())


def bearer(tokens: dict) -> dict[str, str]:
    """The header that carries the access token."""
    return {"Authorization": f"Bearer {tokens['access_token']}"}


def call(path: str, **options) -> dict:
    """The JSON that the server answers; ends with its error otherwise."""
    try:
        with urlopen(Request(SERVER + path, **options), timeout=10) as answer:
            return json.load(answer)
    except HTTPError as error:
        sys.exit(f"{path} answered {error.code}: {error.read().decode()}")


if __name__ == "__main__":
    main()
