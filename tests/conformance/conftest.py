"""An app that goes through a module of the conformance suite, and the user in front of it."""

import pytest

from app.extensions import db
from app.models.clients.client import Client
from tests.support import oauth_flow as flow
from tests.support.oauth_flow import App
from tests.support.openid_suite import AFTER_LOGOUT, CALLBACK, ISSUER, User, registration
from tests.support.settings import make_settings

OLIVIA = "olivia@example.org"
SCOPES = "openid profile email offline_access"


@pytest.fixture
def settings(database_url, tmp_path):
    """Those of an installation behind https."""
    return make_settings(database_url=database_url, stagedoor_home=tmp_path, public_url=ISSUER)


@pytest.fixture
def user(app):
    """A user in a fresh browser, not signed in."""
    flow.make_organizer(app, OLIVIA)
    return User(app.test_client(), OLIVIA)


@pytest.fixture
def machine(app):
    """The suite's own calls."""
    return app.test_client()


@pytest.fixture
def rp(app) -> App:
    """The static client, as its developer makes it in the portal."""
    return make_static(app, "Conformance")


@pytest.fixture
def rp2(app) -> App:
    """The second static client."""
    return make_static(app, "Conformance, second client")


def make_static(app, name) -> App:
    """A confidential client with the scopes and the addresses that the plans need."""
    registered = flow.register(app, name=name, scopes=SCOPES, redirect_uris=(CALLBACK,))
    with app.app_context():
        Client.find(registered.id).post_logout_redirect_uris = AFTER_LOGOUT
        db.session.commit()
    return registered


@pytest.fixture
def register(machine):
    """Registers a client as the suite does, with more members; returns the answer."""

    def send(**members):
        return machine.post("/oauth/register", json=registration(**members))

    return send
