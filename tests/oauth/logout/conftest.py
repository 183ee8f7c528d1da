"""An app that signs people in, and may sign them out."""

import pytest

from app.extensions import db
from app.models.clients.client import Client
from tests.support import oauth_flow as flow

AFTER = "https://app.example/signed-out"


@pytest.fixture
def reader(app):
    """A confidential client with an address to come back to after signing out."""
    registered = flow.register(app, name="Reader", scopes="openid events:read")
    with app.app_context():
        Client.find(registered.id).post_logout_redirect_uris = f"{AFTER} {AFTER}?tab=1"
        db.session.commit()
    return registered


@pytest.fixture
def id_token(browser, machine, reader):
    """The ID token of Olivia's session."""
    code = flow.obtain_code(browser, reader, scope="openid")
    return flow.exchange(machine, reader, code).json["id_token"]
