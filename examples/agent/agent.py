"""Reads a team's next events, and knows nothing beforehand but one address.

    python3 agent.py http://127.0.0.1:5000/api/v1/organizer/events

The refusal of that address leads to everything else: which server decides, what to ask it for,
where to register and where to send the person.
"""

import sys
from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import token_urlsafe
from urllib.parse import urlencode

import discovery
import web
from callback import Callback


def main() -> None:
    """Find the way in, ask a person for permission, and print the events."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    address = sys.argv[1]
    refusal = web.get(address)
    if refusal.status != 401:
        sys.exit(f"{address} answered {refusal.status}; it has to refuse a stranger by 401.")
    way = discovery.find(refusal, address)
    print(f"Refused: {way.resource} trusts {way.issuer}, and wants the scope {way.scope!r}.")
    with Callback() as callback:
        client_id = register(way, callback.address)
        token = ask_a_person(way, client_id, callback)
    answer = web.get(f"{address}?order=next", token=token)
    if answer.status != 200:
        sys.exit(f"Refused: {answer.json.get('error_description', answer.status)}")
    for event in answer.json["data"]:
        if event["next"]:  # events without a next date are over or cancelled
            print(f"{event['next']['start']['local'][:16].replace('T', ' ')}  {event['title']}")


def register(way: discovery.Way, callback: str) -> str:
    """Register this run of the agent (RFC 7591); returns its client ID. It keeps no secret."""
    answer = web.post_json(
        way.registration_endpoint,
        {
            "client_name": "Event Agent",
            "redirect_uris": [callback],
            "token_endpoint_auth_method": "none",
            "scope": way.scope,
        },
    )
    if answer.status != 201:
        sys.exit(f"Not registered: {answer.json.get('error_description', answer.status)}")
    return answer.json["client_id"]


def ask_a_person(way: discovery.Way, client_id: str, callback: Callback) -> str:
    """Send a person to the consent page with PKCE (RFC 7636); returns an access token."""
    state, verifier = token_urlsafe(32), token_urlsafe(64)
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": callback.address,
        "scope": way.scope,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "resource": way.resource,
    }
    print("Open this address in your browser:")
    print(f"{way.authorization_endpoint}?{urlencode(query)}", flush=True)
    back = callback.wait_for(state)
    if "code" not in back:
        sys.exit(f"Not connected: {back.get('error_description', back.get('error'))}")
    if back.get("iss") != way.issuer:
        sys.exit("The answer is of another server than the one that was asked (RFC 9207).")
    answer = web.post_form(
        way.token_endpoint,
        {
            "grant_type": "authorization_code",
            "client_id": client_id,
            "code": back["code"],
            "redirect_uri": callback.address,
            "code_verifier": verifier,
            "resource": way.resource,
        },
    )
    if answer.status != 200:
        sys.exit(f"No token: {answer.json.get('error_description', answer.status)}")
    return answer.json["access_token"]


if __name__ == "__main__":
    main()
