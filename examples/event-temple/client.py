"""Connects as Event Temple's documentation says: JSON bodies, X-API-ORG, refresh, revoke."""

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
    """Ask, exchange, refresh, read each organization's bookings, revoke."""
    code = sys.argv[2] if sys.argv[1:2] == ["--code"] else ask_person()
    exchange = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code": code}
    tokens = post("/oauth/token", **exchange)
    print(f"Connected: scope {tokens['scope']}, {tokens['expires_in']} seconds.")
    tokens = post("/oauth/token", grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    print("Refreshed; the old refresh token is spent.")
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    for organization in call("/v2/organizations", headers=headers)["data"]:
        chosen = {**headers, "X-API-ORG": organization["id"]}
        bookings = call("/v2/bookings", headers=chosen)["data"]
        print(f"{organization['name']}: {len(bookings)} bookings")
        for booking in bookings:
            print(booking["event"]["start"]["local"], booking["holder"]["name"])
    post("/oauth/revoke", token=tokens["access_token"])
    print("Revoked.")


def ask_person() -> str:
    """Send a person to the consent page; the code that comes back."""
    query = {
        "response_type": "code",
        "client_id": CLIENT["client_id"],
        "redirect_uri": CALLBACK,
        "scope": "crm_read,crm_manage",
    }
    address = f"{SERVER}/oauth/authorize?{urlencode(query, safe=',')}"
    print(f"Open this address in your browser:\n{address}")
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


def post(path: str, **members: str) -> dict:
    """The answer to a JSON body that carries the app's credentials."""
    body = json.dumps({**CLIENT, **members}).encode()
    return call(path, data=body, headers={"Content-Type": "application/json"})


def call(path: str, **options) -> dict:
    """The JSON that the server answers; ends with its error otherwise."""
    try:
        with urlopen(Request(SERVER + path, **options), timeout=10) as answer:
            return json.load(answer)
    except HTTPError as error:
        sys.exit(f"{path} answered {error.code}: {error.read().decode()}")


if __name__ == "__main__":
    main()
