"""What happened to a permission, as whoever gave it reads it."""

from html import unescape

import pytest

from app.extensions import db
from app.models.audit import audit_trail
from app.models.grants.grant import Grant
from tests.support import audit
from tests.support.connected_app import World
from tests.support.people import sign_in

LIST = "/account/apps"


@pytest.fixture
def world(app, client):
    """A connected app of somebody who is signed in."""
    world = World(app)
    sign_in(client, world.email)
    return world


def test_history_tells_the_first_permission_from_later_ones(app, client, world):
    with app.app_context():
        grant = db.session.scalars(db.select(Grant)).one()
        audit.forget()
        for names in ("events:read", "events:read", "events:read events:write"):
            audit_trail.record("consent.approved", actor=grant.user, grant=grant, scopes=names)
        db.session.commit()
    page = unescape(client.get(f"{LIST}/{world.grant_id}").text)
    lines = [
        "More access allowed: Add, change and cancel this team's events",
        "Allowed again",
        "Connected: See this team's events",
    ]
    places = [page.index(f">{line}") for line in lines]
    assert places == sorted(places)
