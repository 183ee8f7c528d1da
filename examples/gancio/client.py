"""Does what Gancio's documentation says: register, connect, add an event, change it, delete it."""

import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import Request, urlopen

SERVER = os.environ.get("STAGEDOOR_URL", "http://127.0.0.1:5000")
CALLBACK = os.environ.get("CALLBACK", "http://127.0.0.1:5002/callback")
NAME = "Rehearsal Poster"


def main() -> None:
    """Register, ask, exchange; then publish an event, change it and take it away."""
    form = {"client_name": NAME, "redirect_uris": CALLBACK, "scopes": "event:write"}
    app = json.loads(call("POST", "/api/client", urlencode(form)))
    print(f"Registered: {app['client_id']}")
    code = ask_person(app["client_id"])
    # The documented exchange does not name the redirect_uri.
    form = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    form |= {"scope": "event:write", "grant_type": "authorization_code", "code": code}
    tokens = json.loads(call("POST", "/oauth/token", urlencode(form)))
    print(f"Connected: {tokens['token_type']} token, scope {tokens['scope']}.")
    publish({"Authorization": f"Bearer {tokens['access_token']}"})


def publish(headers: dict[str, str]) -> None:
    """An event from its first day to its last."""
    event = {
        "title": "Open rehearsal",
        "description": "<p>Come and listen.</p>",
        "tags": ["music"],
        "start_datetime": int(time.time()) + 86_400,  # Unix seconds
        "place_name": "Rehearsal room",
        "place_address": "Quay 4",
    }
    as_json = {**headers, "Content-Type": "application/json"}
    made = json.loads(call("POST", "/api/event", json.dumps(event), as_json))
    print(f"Published: {SERVER}/event/{made['slug']}")
    event |= {"id": made["id"], "title": "Open rehearsal, upstairs"}
    changed = json.loads(call("PUT", "/api/event", json.dumps(event), as_json))
    print(f"Changed: {changed['title']}")
    print(f"Deleted: {call('DELETE', '/api/event/' + str(made['id']), headers=headers)}")


def ask_person(client_id: str) -> str:
    """Send a person to the consent page; the code that comes back."""
    query = {"response_type": "code", "redirect_uri": CALLBACK, "scope": "event:write"}
    query["client_id"] = client_id
    print(f"Open this address in your browser:\n{SERVER}/authorize?{urlencode(query)}")
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


def call(method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> str:
    """The server's answer; ends with its error otherwise."""
    request = Request(SERVER + path, body.encode() or None, headers or {}, method=method)
    try:
        with urlopen(request, timeout=10) as answer:
            return answer.read().decode()
    except HTTPError as error:
        sys.exit(f"{path} answered {error.code}: {error.read().decode()}")


if __name__ == "__main__":
    main()
