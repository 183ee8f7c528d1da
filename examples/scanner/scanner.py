"""What is on next, for a screen without a keyboard: python3 scanner.py

With an event (python3 scanner.py harbour-hall/spring-night) it is the entrance instead: it checks
in each code that a barcode reader types, one a line.

The screen shows a short code; a person opens the address on their phone, types the code and
allows the team (OAuth 2.0 Device Authorization Grant, RFC 8628). The tokens stay in memory: a
real device keeps the refresh token, so that it asks once.
"""

import json
import os
import sys
import time
from datetime import date, timedelta
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

SERVER = os.environ.get("STAGEDOOR_URL", "http://127.0.0.1:5000").rstrip("/")
EVENT = sys.argv[1] if len(sys.argv) > 1 else None  # the slugs of a team and its event
SCOPE = "guests:write" if EVENT else "events:read"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
TIMEOUT = 20  # seconds


def main() -> None:
    """Get permission, then print the next events, or check guests in."""
    client_id = os.environ.get("CLIENT_ID") or register()
    tokens = wait_for_permission(client_id, begin(client_id))
    proof = {"Authorization": f"Bearer {tokens['access_token']}"}
    if EVENT:
        for line in sys.stdin:
            print(check_in(EVENT, line.strip(), proof), flush=True)
        return
    events = call(f"/api/v1/organizer/events?{next_dates()}", headers=proof)
    for event in events["data"]:
        print(f"{event['start']['local'][:16].replace('T', ' ')}  {event['title']}")


def check_in(event: str, code: str, proof: dict[str, str]) -> str:
    """Use the ticket with this code, and return what to show: who comes, or why not."""
    team, _slash, slug = event.partition("/")
    path = f"/api/v1/organizer/{quote(team)}/events/{quote(slug)}/guests/{quote(code, safe='')}"
    try:
        guest = call(f"{path}/check-in", b"", proof)["data"]
    except HTTPError as refusal:
        if refusal.code == 404:
            return "NO  No ticket for this event has this code."
        return f"NO  {json.load(refusal)['error_description']}"
    return f"OK  {guest['name']}"


def next_dates() -> str:
    """The query for the next five dates within a year; a series has many."""
    today = date.today()
    last = today + timedelta(days=365)
    return urlencode({"from": today, "to": last, "expand": "occurrences", "limit": 5})


def register() -> str:
    """Register this device by itself (RFC 7591), where the server allows it."""
    answer = call(
        "/oauth/register",
        json.dumps(
            {
                "client_name": "Door Screen",
                "grant_types": [DEVICE_CODE, "refresh_token"],
                "response_types": [],
                "token_endpoint_auth_method": "none",
                "scope": SCOPE,
            }
        ).encode(),
        {"Content-Type": "application/json"},
    )
    return answer["client_id"]


def begin(client_id: str) -> dict:
    """Get a code and show it."""
    asked = send("/oauth/device_authorization", client_id=client_id, scope=SCOPE)
    print(f"Open {asked['verification_uri']} on your phone")
    print(f"and type {asked['user_code']}", flush=True)
    return asked


def wait_for_permission(client_id: str, asked: dict) -> dict:
    """Ask for the tokens as often as the server wants it, until the person has decided."""
    interval, ends = asked.get("interval", 5), time.monotonic() + asked["expires_in"]
    while time.monotonic() < ends:
        time.sleep(interval)
        try:
            return send(
                "/oauth/token",
                grant_type=DEVICE_CODE,
                client_id=client_id,
                device_code=asked["device_code"],
            )
        except HTTPError as refusal:
            told = json.load(refusal)
            if told["error"] == "slow_down":
                interval += 5  # for this and every later request (RFC 8628 section 3.5)
            elif told["error"] != "authorization_pending":
                sys.exit(f"Not connected: {told['error_description']}")
    sys.exit("The code is too old. Start again.")


def send(path: str, **fields: str) -> dict:
    """The JSON with which the server answers a form; raises HTTPError when it refuses."""
    return call(path, urlencode(fields).encode())


def call(path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> dict:
    """The JSON of an answer; raises HTTPError for a refusal."""
    request = Request(f"{SERVER}{path}", data=body, headers=headers or {})
    with urlopen(request, timeout=TIMEOUT) as answer:
        return json.load(answer)


if __name__ == "__main__":
    main()
