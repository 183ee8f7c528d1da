"""Teams with public events."""

import pytest

from app.extensions import db
from app.models.event_queries import public_team
from tests.support.factories import make_event, make_team

pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize(
    ("details", "is_public"),
    [
        ({}, True),
        ({"status": "cancelled"}, True),
        ({"status": "draft"}, False),
        ({"visibility": "unlisted"}, False),
    ],
    ids=["public", "cancelled", "draft", "unlisted"],
)
def test_team_is_public_with_its_first_public_event(details, is_public):
    team = make_team(slug="hall")
    make_event(team, **details)
    assert public_team.find("hall") is (team if is_public else None)


def test_feeds_follow_a_team_whose_last_public_event_left():
    team = make_team(slug="hall")
    make_event(team).delete()
    db.session.commit()
    assert public_team.find("hall") is None
    assert public_team.find_followed("hall") is team


def test_unknown_team_has_nothing_public():
    assert public_team.find("hall") is public_team.find_followed("hall") is None
