"""Teams with public events."""

from datetime import UTC, datetime

import pytest

from app.extensions import db
from app.models.event_queries import next_dates, public_team
from app.models.recurrence.recurrence import Recurrence
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


@pytest.mark.both_databases
def test_list_changes_when_its_next_public_event_begins_and_when_that_is_over(clock):
    team = make_team()
    for day, visibility in ((2, "private"), (3, "public"), (4, "public")):
        start, end = datetime(2027, 3, day, 20), datetime(2027, 3, day, 23)
        make_event(team, start=start, end=end, timezone="UTC", visibility=visibility)
    make_event(make_team(), start=datetime(2027, 3, 2, 20), timezone="UTC")
    clock.at = epoch(1, 12)
    assert public_team.changes_at(team) == epoch(3, 20)
    clock.at = epoch(3, 20)
    assert public_team.changes_at(team) == epoch(3, 23)
    clock.at = epoch(3, 23)
    assert public_team.changes_at(team) == epoch(4, 20)
    clock.at = epoch(4, 23)
    assert public_team.changes_at(team) is None


def test_list_changes_when_a_date_is_over_that_no_reader_could_store(clock, monkeypatch):
    monkeypatch.setattr(next_dates, "_store", lambda *_dates: None)
    clock.at = epoch(1, 12)
    team, times = make_team(), (datetime(2027, 3, 2, 20), datetime(2027, 3, 2, 23))
    daily = Recurrence("FREQ=DAILY")
    make_event(team, start=times[0], end=times[1], timezone="UTC", recurrence=daily)
    clock.at = epoch(9, 21)
    assert public_team.changes_at(team) == epoch(9, 23)


def epoch(day, hour):
    """A time in March 2027."""
    return int(datetime(2027, 3, day, hour, tzinfo=UTC).timestamp())
