"""A grant whose credentials are tested."""

import pytest

from app.extensions import db
from tests.support import factories


@pytest.fixture
def granted(context):
    """A grant of an owner for a team, committed, with its parts at hand."""
    owner = factories.make_user()
    team = factories.make_team(owner)
    client, _secret = factories.make_client()
    grant = factories.make_grant(client, owner, team, scopes="events:read events:write")
    db.session.commit()
    return grant
