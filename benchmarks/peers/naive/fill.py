"""``python -m benchmarks.peers.naive.fill EVENTS TOKENS``: fill the database, print credentials."""

import json
import secrets
import sys
import time

from benchmarks.peers.naive import models
from benchmarks.peers.naive.app import app
from benchmarks.peers.naive.models import session
from benchmarks.peers.peer_data import CHALLENGE, REDIRECT_URI, SCOPES, WINDOW, event_values

CLIENT = {
    "client_name": "Poster Board",
    "redirect_uris": [REDIRECT_URI],
    "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
    "response_types": ["code"],
    "scope": SCOPES,
    "token_endpoint_auth_method": "client_secret_post",
}


def main(events: int, tokens: int) -> dict[str, object]:
    """Fill the database; what a client needs to know, as JSON."""
    models.Base.metadata.create_all(models.engine)
    user = models.User(email="olivia@example.org", name="Olivia")
    team = models.Team(slug="bench", name="Bench")
    session.add_all([user, team])
    session.flush()
    client = models.Client(
        client_id=secrets.token_hex(20), client_secret=secrets.token_hex(24), user_id=user.id
    )
    client.set_client_metadata(CLIENT)
    session.add(client)
    rows = [models.Event(team_id=team.id, **event_values(number)) for number in range(events)]
    session.add_all(rows)
    issued = [_token(client, user) for _token_number in range(tokens)]
    codes = [_code(client, user) for _code_number in range(tokens)]
    session.add_all([*issued, *codes])
    session.commit()
    return {
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "access_tokens": [token.access_token for token in issued],
        "refresh_tokens": [token.refresh_token for token in issued],
        "codes": [code.code for code in codes],
        "cookie": _cookie(user.id),
    }


def _token(client: models.Client, user: models.User) -> models.Token:
    return models.Token(
        client_id=client.client_id,
        user_id=user.id,
        token_type="Bearer",
        access_token=secrets.token_hex(21),
        refresh_token=secrets.token_hex(24),
        scope=SCOPES,
        expires_in=WINDOW,
    )


def _code(client: models.Client, user: models.User) -> models.AuthorizationCode:
    return models.AuthorizationCode(
        code=secrets.token_hex(24),
        client_id=client.client_id,
        user_id=user.id,
        redirect_uri=REDIRECT_URI,
        scope=SCOPES,
        auth_time=int(time.time()) + WINDOW,
        code_challenge=CHALLENGE,
        code_challenge_method="S256",
    )


def _cookie(user_id: int) -> str:
    with app.test_client() as browser:
        with browser.session_transaction() as signed:
            signed["user_id"] = user_id
        return f"session={browser.get_cookie('session').value}"


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1]), int(sys.argv[2])), sys.stdout)
