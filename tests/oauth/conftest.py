"""Who and what the tests of the authorization server work with."""

import pytest

from app.extensions import db
from app.models.clients.client import Client
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.people import sign_in


@pytest.fixture
def olivia(app):
    """The address of an owner of Harbour Hall."""
    return flow.make_organizer(app)


@pytest.fixture
def browser(app, olivia):
    """Olivia's browser, signed in."""
    client = app.test_client()
    sign_in(client, olivia)
    return client


@pytest.fixture
def poster(app):
    """A confidential client."""
    return flow.register(app, name="Poster Board", scopes="events:read events:write profile:read")


@pytest.fixture
def phone(app):
    """A public client."""
    return flow.register(app, name="Phone app", runs_on="phone")


@pytest.fixture
def machine(app):
    """A program that calls us; it has no cookies of a person."""
    return app.test_client()


@pytest.fixture
def granted(app, poster):
    """The public id of a grant of one team to ``poster``."""
    with app.app_context():
        owner = factories.make_user()
        grant = factories.make_grant(Client.find(poster.id), owner, factories.make_team(owner))
        db.session.commit()
        return grant.public_id


@pytest.fixture
def make_code(app, granted):
    """Makes a committed code under the grant."""

    def make(**details):
        with app.app_context():
            code = factories.make_code(flow.find_grant(granted), **details)
            db.session.commit()
            return code

    return make


@pytest.fixture
def tokens(machine, poster, make_code):
    """The answer to an exchange."""
    return flow.exchange(machine, poster, make_code()).json
