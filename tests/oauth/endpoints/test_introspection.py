"""Introspection, and the grant in which an app acts for itself."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.credentials import live_token
from tests.support import factories
from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases


@pytest.fixture
def machine(app):
    """A program that calls us."""
    return app.test_client()


@pytest.fixture
def poster(app):
    """A confidential client."""
    return flow.register(app)


@pytest.fixture
def tokens(app, poster):
    """A committed access and refresh token of the client."""
    with app.app_context():
        owner = factories.make_user("olivia@example.org")
        grant = factories.make_grant(Client.find(poster.id), owner, factories.make_team(owner))
        made = factories.make_tokens(grant)
        db.session.commit()
        return made


def introspect(machine, app, token):
    """The answer of the introspection endpoint."""
    return machine.post("/oauth/introspect", data={"token": token, **app.credentials()})


def test_own_tokens_are_described(machine, poster, tokens, clock):
    """Case 34: what RFC 7662 names, times included."""
    for token, life in zip(tokens, (7200, 86_400), strict=True):
        answer = introspect(machine, poster, token).json
        assert answer["active"] is True
        assert answer["scope"] == "events:read"
        assert answer["client_id"] == poster.id
        assert answer["token_type"] == "Bearer"
        assert answer["exp"] - answer["iat"] == life


def test_everything_else_is_not_active_and_no_more(app, machine, poster, tokens):
    """Another client's, an unknown and a dead token look the same."""
    other = flow.register(app)
    for client, token in ((other, tokens[0]), (other, tokens[1]), (poster, "garbage")):
        answer = introspect(machine, client, token)
        assert (answer.status_code, answer.json) == (200, {"active": False})
    with app.app_context():
        User.find_by_email("olivia@example.org").disable()
        db.session.commit()
    for token in tokens:
        assert introspect(machine, poster, token).json == {"active": False}


def test_asking_needs_authentication(machine, poster, tokens):
    """Case 72."""
    for client in (flow.App(poster.id, None), flow.App(poster.id, "wrong")):
        assert introspect(machine, client, tokens[0]).status_code == 401
    assert introspect(machine, poster, "").json["error"] == "invalid_request"


def test_app_acts_for_itself(app, machine):
    """Case 32: an access token without a refresh token, for no person and no team."""
    eventpop = flow.register(app, profile="eventpop")
    body = {"grant_type": "client_credentials", **eventpop.credentials()}
    answer = machine.post("/oauth/token", data=body)
    assert answer.status_code == 200
    assert "refresh_token" not in answer.json
    assert answer.json["scope"] == "public"
    with app.app_context():
        live = live_token.find(answer.json["access_token"])
        assert live.user_id is None
        assert live.teams == ()


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        pytest.param({"profile": "standard"}, "unauthorized_client", id="profile-without-it"),
        pytest.param(
            {"profile": "eventpop", "runs_on": "phone"}, "unauthorized_client", id="public-client"
        ),
    ],
)
def test_not_every_app_may(app, machine, metadata, error):
    """Nobody gets a person's powers by this way."""
    client = flow.register(app, **metadata)
    body = {"grant_type": "client_credentials", **client.credentials()}
    answer = machine.post("/oauth/token", data=body)
    assert (answer.status_code, answer.json["error"]) == (400, error)
