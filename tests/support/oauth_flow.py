"""The authorization code flow as a client and a person go through it, over the test client."""

import base64
import hashlib
from dataclasses import dataclass
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from sqlalchemy import func, select

from app.extensions import db
from app.models.credentials import live_token
from app.models.credentials.live_token import LiveToken
from app.models.grants.grant import Grant
from tests.support import factories
from tests.support.forms import find_form, submit
from tests.support.people import sign_in

__all__ = ["find_form", "submit"]

VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636-0123"
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)


@dataclass(frozen=True)
class App:
    """A registered client as its developer knows it."""

    id: str
    secret: str | None
    redirect_uri: str = factories.REDIRECT_URI

    def credentials(self) -> dict[str, str]:
        """What it authenticates with in a body."""
        body = {"client_id": self.id}
        return body | {"client_secret": self.secret} if self.secret else body


def register(app, **metadata) -> App:
    """Register a client in the database of ``app``."""
    with app.app_context():
        client, secret = factories.make_client(**metadata)
        db.session.commit()
        return App(client.client_id, secret, client.registered_uris()[0])


def make_organizer(app, email="olivia@example.org", *team_slugs: str) -> str:
    """An owner of the teams (``harbour-hall`` when none are named); returns the address."""
    with app.app_context():
        user = factories.make_user(email)
        for slug in team_slugs or ("harbour-hall",):
            factories.make_team(user, name=slug.replace("-", " ").title(), slug=slug)
        db.session.commit()
    return email


def authorize_path(app: App, **changes) -> str:
    """Path and query of an authorization request; None leaves a parameter out."""
    parameters = {
        "response_type": "code",
        "client_id": app.id,
        "redirect_uri": app.redirect_uri,
        "scope": "events:read",
        "state": "s123",
        **changes,
    }
    given = {name: value for name, value in parameters.items() if value is not None}
    return f"/oauth/authorize?{urlencode(given)}"


def decide(browser, app: App, button="Authorize", fields=None, **changes):
    """Open the consent page and press a button; returns the answer."""
    return submit(browser, authorize_path(app, **changes), button, **(fields or {}))


def callback(response) -> dict[str, str]:
    """The parameters with which the browser was sent back."""
    assert response.status_code == 302, response.get_data(as_text=True)
    return dict(parse_qsl(urlsplit(response.location).query, keep_blank_values=True))


def obtain_code(browser, app: App, **options) -> str:
    """A code, by way of the consent page."""
    return callback(decide(browser, app, **options))["code"]


def exchange(machine, app: App, code: str, **changes):
    """The answer of the token endpoint to the code."""
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": app.redirect_uri,
        **app.credentials(),
        **changes,
    }
    given = {name: value for name, value in body.items() if value is not None}
    return machine.post("/oauth/token", data=given)


def refresh(machine, app: App, token: str, **changes):
    """The answer of the token endpoint to the refresh token."""
    body = {"grant_type": "refresh_token", "refresh_token": token, **app.credentials(), **changes}
    return machine.post("/oauth/token", data=body)


def revoke(machine, app: App, token: str, **changes):
    """The answer of the revocation endpoint."""
    return machine.post("/oauth/revoke", data={"token": token, **app.credentials(), **changes})


def connect(flask_app, app: App, email: str, **options) -> dict:
    """Sign in, approve, exchange: the token endpoint's answer as a dictionary."""
    browser = flask_app.test_client()
    sign_in(browser, email)
    answer = exchange(flask_app.test_client(), app, obtain_code(browser, app, **options))
    assert answer.status_code == 200, answer.json
    return answer.json


def query_of(url: str) -> dict[str, list[str]]:
    """The query of ``url``, with every repetition."""
    return parse_qs(urlsplit(url).query, keep_blank_values=True)


def is_live(app, token):
    """Whether the API would take the token now."""
    with app.app_context():
        return isinstance(live_token.present(token), LiveToken)


def count(app, model):
    """How many rows there are."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def find_grant(public_id):
    """The grant's row, in an app context."""
    return db.session.query(Grant).filter_by(public_id=public_id).one()
