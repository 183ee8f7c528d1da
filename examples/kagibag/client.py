"""Connects as Kagibag's documentation says: the redirect carries the token; reads the feed."""

import json
import os
import secrets
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import Request, urlopen

SERVER = os.environ.get("STAGEDOOR_URL", "http://127.0.0.1:5000")
CALLBACK = os.environ.get("CALLBACK", "http://127.0.0.1:5002/callback")
NAME = "Lobby Screen"


def main() -> None:
    """Ask, read the list, read one event."""
    answer = ask_person()
    token, feed = answer["token"], answer["event_feed_url"]
    print(f"Connected; the feed is {feed}")
    events = read(feed, token)["data"]
    for event in events:
        print(event["start"]["local"], event["title"])
    if events:
        first = read(f"{feed}/{events[0]['slug']}", token)["data"]
        print(f"The first in full: {first['title']}, {first['url']}")


def ask_person() -> dict[str, str]:
    """Send a person to the consent page; what comes back, if it is the answer to our question."""
    state = secrets.token_urlsafe(16)
    query = urlencode({"client_name": NAME, "redirect_uri": CALLBACK, "state": state})
    print(f"Open this address in your browser:\n{SERVER}/oauth/authorize?{query}")
    answer = wait_for_callback()
    # Nothing else protects this flow: without the comparison anybody could plant their token.
    if answer.get("state") != state:
        sys.exit("Not connected: the answer belongs to another question.")
    if "token" not in answer:
        sys.exit(f"Not connected: {answer['error_description']}")
    return answer


def wait_for_callback() -> dict[str, str]:
    """What the person's browser brings to CALLBACK."""
    arrived: dict[str, str] = {}

    class Callback(BaseHTTPRequestHandler):
        def do_GET(self):
            query = dict(parse_qsl(urlsplit(self.path).query))
            arrived.update(query)
            # The address holds the token: the page that stays open has another one.
            self.send_response(303 if query else 200)
            self.send_header("Referrer-Policy", "no-referrer")
            self.send_header("Location", "/")
            self.end_headers()
            self.wfile.write(b"Back at the example. You can close this page.")

        def log_message(self, *_): ...  # a log of addresses would be a list of tokens

    sys.stdout.flush()
    with HTTPServer(("127.0.0.1", urlsplit(CALLBACK).port or 80), Callback) as server:
        while not arrived:
            server.handle_request()
        server.timeout = 5  # seconds for the browser to ask for the page without the token
        server.handle_request()
    return arrived


def read(url: str, token: str) -> dict:
    """The JSON at ``url``; ends with the server's error otherwise."""
    try:
        headers = {"Authorization": f"Bearer {token}"}
        with urlopen(Request(url, headers=headers), timeout=10) as answer:
            return json.load(answer)
    except HTTPError as error:
        sys.exit(f"{url} answered {error.code}: {error.read().decode()}")


if __name__ == "__main__":
    main()
