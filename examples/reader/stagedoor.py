"""All that Reader says to Stagedoor: asking for permission, reading events, giving it back."""

import os

import requests
from authlib.integrations.flask_client import OAuth, OAuthError

URL = os.environ["STAGEDOOR_URL"].rstrip("/")
CLIENT_ID = os.environ["CLIENT_ID"]
CLIENT_SECRET = os.environ["CLIENT_SECRET"]
PATIENCE = 10  # seconds for one answer
PAGE_SIZE = 20


class ConnectionEndedError(Exception):
    """The permission was taken back or has run out; only the organizer can give it again."""


def client_for(app, memory, load_token, keep_token):
    """Return Authlib's client, which refreshes an ending token by itself.

    ``load_token()`` returns the present visitor's token; ``keep_token(token)`` must store what
    a refresh brought: Stagedoor gives a new refresh token each time, and the old one is spent.
    """

    def update_token(token, **_former):
        keep_token(token)
        # Authlib goes on using the token it began this request with unless it is told.
        client.token = token

    client = OAuth(app, cache=memory).register(
        "stagedoor",
        fetch_token=load_token,
        update_token=update_token,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        authorize_url=f"{URL}/oauth/authorize",
        access_token_url=f"{URL}/oauth/token",
        api_base_url=f"{URL}/api/v1/",
        client_kwargs={
            "scope": "events:read",  # ask for what is needed and no more
            "code_challenge_method": "S256",  # PKCE: a stolen code is worth nothing
            "default_timeout": PATIENCE,
        },
    )
    return client


def is_from_us(issuer):
    """Whether an answer names our Stagedoor as its sender (RFC 9207).

    An app that is connected to two servers would otherwise mix up their answers.
    """
    return issuer == URL


def upcoming_events(client, most=60):
    """Return the team's events by their next date, soonest first, at most ``most``.

    Raises ConnectionEndedError when the permission is gone.
    """
    page = read(client, "organizer/events", params={"order": "next", "limit": PAGE_SIZE})
    events = page["data"]
    # Events without a next date come last: they are over or cancelled.
    while page["page"]["next"] and len(events) < most and events[-1]["next"]:
        page = read(client, page["page"]["next"])  # a full address; use it as it is
        events += page["data"]
    return [event for event in events if event["next"]][:most]


def read(client, address, **options):
    """Return the JSON at ``address``, read with the visitor's token."""
    try:
        answer = client.get(address, **options)
    except OAuthError as error:  # the token had ended and could not be refreshed
        raise ConnectionEndedError from error
    if answer.status_code == 401:  # the token was refused: the grant behind it has ended
        raise ConnectionEndedError
    answer.raise_for_status()
    return answer.json()


def give_back(token):
    """Revoke ``token``, so that it opens nothing from now on (RFC 7009)."""
    answer = requests.post(
        f"{URL}/oauth/revoke",
        data={"token": token["refresh_token"], "token_type_hint": "refresh_token"},
        auth=(CLIENT_ID, CLIENT_SECRET),
        timeout=PATIENCE,
    )
    answer.raise_for_status()
