"""Client credentials: a token without a user, for confidential apps that may use the grant."""

import pytest

from app.extensions import db
from app.models.clients.client import Client
from tests.support import oauth_flow as flow


@pytest.fixture
def eventpop(app):
    return flow.register(app, name="Eventpop app", profile="eventpop")


def issue(app, client, **parameters):
    sent = {"grant_type": "client_credentials", "client_id": client.id, **parameters}
    return app.test_client().post("/oauth/token", data=sent | {"client_secret": client.secret})


def test_token_has_no_refresh_token(app, eventpop):
    answer = issue(app, eventpop)
    assert answer.status_code == 200
    assert answer.json["scope"] == "public"
    assert "refresh_token" not in answer.json


def test_scope_above_the_ceiling_is_refused(app, eventpop):
    assert issue(app, eventpop, scope="tickets:read").json["error"] == "invalid_scope"


def test_app_without_the_grant_is_refused(app, poster):
    assert issue(app, poster).json["error"] == "unauthorized_client"


def test_pending_app_is_refused(app, eventpop):
    with app.app_context():
        Client.find(eventpop.id).status = "pending"
        db.session.commit()
    assert issue(app, eventpop).json["error"] == "unauthorized_client"


def test_scopes_about_a_user_are_refused_or_left_out(app):
    """The token has no user, so that no one can have signed in."""
    both = flow.register(app, profile="eventpop", scopes="public openid email")
    refused = issue(app, both, scope="openid email").json
    assert refused["error"] == "invalid_scope"
    assert "OpenID Connect" in refused["error_description"]
    with app.app_context():
        Client.find(both.id).default_scopes = "openid public"
        db.session.commit()
    answer = issue(app, both).json
    assert answer["scope"] == "public"
    assert "id_token" not in answer
