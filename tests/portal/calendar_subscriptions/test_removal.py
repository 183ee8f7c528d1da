"""Following a calendar no more, with its events kept, cancelled or deleted."""

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.housekeeping import team_deletion
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from tests.support.calendar_pages import IMPORT, rows
from tests.support.forms import submit


@pytest.mark.parametrize(
    ("fate", "left"),
    [("keep", {"scheduled"}), ("cancel", {"cancelled"}), ("delete", {"deleted"})],
)
def test_following_ends_and_its_events_are_asked_about(app, follower, followed, fate, left):
    gone_to = submit(follower, f"{followed}/remove", "Unsubscribe", fate=fate)

    assert gone_to.headers["Location"] == IMPORT
    assert rows(app) == []
    with app.app_context():
        events = db.session.scalars(db.select(Event)).all()
        assert {"deleted" if one.deleted_at else one.status for one in events} == left
    assert follower.get(followed).status_code == 404


def test_unknown_fate_ends_nothing(app, follower, followed):
    assert submit(follower, f"{followed}/remove", "Unsubscribe", fate="burn").status_code == 422
    assert len(rows(app)) == 1


def test_team_that_is_deleted_follows_nothing_more(app, follower, followed):
    with app.app_context():
        team = Team.find("harbour-hall")
        team_deletion.delete(team, by=Membership.list_of(team)[0].user)
        db.session.commit()
    assert rows(app) == []
