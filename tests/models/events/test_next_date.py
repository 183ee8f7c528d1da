"""The next date of one event, read while its row stays as it was written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app.extensions import db
from app.models.events.event import Event
from app.models.recurrence.recurrence import Override, Recurrence
from tests.support.factories import make_event, make_team

WEEKLY = Recurrence("FREQ=WEEKLY")


def epoch(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp())


@pytest.fixture
def team(context, clock):
    clock.at = epoch(2027, 3, 1)
    return make_team()


@pytest.mark.parametrize(
    ("at", "start"),
    [
        (epoch(2027, 3, 14, 19), datetime(2027, 3, 21, 20)),
        (epoch(2027, 3, 21, 21, 59), datetime(2027, 3, 21, 20)),
        (epoch(2027, 3, 22), datetime(2027, 3, 28, 20)),
        (epoch(2027, 3, 28, 19), datetime(2027, 3, 28, 20)),
        (epoch(2027, 10, 31, 12), datetime(2027, 10, 31, 20)),
        (epoch(2041, 1, 1), datetime(2041, 1, 6, 20)),
    ],
    ids=["before", "running", "week", "spring", "autumn", "years"],
)
def test_date_follows_the_clock_in_the_zone_of_the_event(team, clock, at, start):
    event = make_event(team, start=datetime(2027, 3, 21, 20), recurrence=WEEKLY)
    clock.at = at
    assert event.next_date.start == start
    assert event.next_date.end == start + timedelta(hours=3)


def test_days_are_days_where_clocks_skip_midnight(team, clock):
    start = datetime(2027, 9, 4)  # on the fifth, Santiago has no midnight
    daily = {"start": start, "end": start + timedelta(1), "recurrence": Recurrence("FREQ=DAILY")}
    event = make_event(team, timezone="America/Santiago", all_day=True, **daily)
    clock.at = epoch(2027, 9, 5, 12)
    assert event.next_date.start == datetime(2027, 9, 5)
    assert event.next_date.end == datetime(2027, 9, 6)


@pytest.mark.parametrize(
    "state", [{"status": "draft"}, {"status": "cancelled"}], ids=["draft", "cancelled"]
)
def test_what_does_not_take_place_has_no_next_date(team, state):
    event = make_event(team, recurrence=WEEKLY, **state)
    assert event.next_date is None
    assert event.shown_date is not None


def test_past_event_shows_its_last_date_and_has_no_next(team):
    single = make_event(team, start=datetime(2027, 2, 1, 20))
    ended = make_event(
        team, start=datetime(2027, 1, 1, 20), recurrence=Recurrence("FREQ=DAILY;COUNT=3")
    )
    assert [single.next_date, ended.next_date] == [None, None]
    assert single.shown_date.start == datetime(2027, 2, 1, 20)
    assert ended.shown_date.start == datetime(2027, 1, 3, 20)


def test_date_that_was_moved_before_its_neighbours_is_next(team):
    start = datetime(2027, 3, 6, 20)
    moved = Override("2027-03-20T20:00:00", datetime(2027, 3, 2, 9), datetime(2027, 3, 2, 10))
    event = make_event(team, start=start, recurrence=WEEKLY, overrides=(moved,))
    assert event.next_date.start == datetime(2027, 3, 2, 9)


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)
def test_change_replaces_all_that_a_reader_stored_meanwhile(team, clock):
    """SQLite lets no one write meanwhile."""
    event = make_event(team, start=datetime(2027, 3, 6, 20), recurrence=WEEKLY)
    db.session.commit()
    longer = event.details.end + timedelta(hours=1)
    moved = {"next_starts_at": 1, "next_ends_at": 2, "moves_at": 3, "dates_ahead": "[true]"}
    with db.engine.begin() as reader:
        reader.execute(update(Event.__table__).values(moved))
    event.change(replace(event.details, end=longer))
    db.session.commit()
    db.session.expire_all()
    assert event.next_starts_at == epoch(2027, 3, 6, 19)
    assert event.next_ends_at == event.moves_at == epoch(2027, 3, 6, 23)
    assert event.next_date.end == longer


def test_change_of_the_series_changes_its_next_date_at_once(team, clock):
    event = make_event(team, start=datetime(2027, 3, 6, 20), recurrence=WEEKLY)
    db.session.commit()
    clock.at = epoch(2027, 3, 8)
    later = event.details.start + timedelta(days=1)
    event.change(replace(event.details, start=later, end=later + timedelta(hours=3)))
    db.session.commit()
    db.session.expire_all()
    assert event.next_date.start == datetime(2027, 3, 14, 20)
    assert event.moves_at == event.next_ends_at
    event.change(replace(event.details, recurrence=None))
    db.session.commit()
    db.session.expire_all()
    assert (event.next_date, event.moves_at) == (None, None)


@pytest.mark.parametrize("ahead", ["stored", "used up"])
def test_private_date_is_never_the_next_one(context, clock, ahead):
    start = datetime(2027, 3, 22, 20)
    event = make_event(make_team(), start=start, end=start, recurrence=Recurrence("FREQ=DAILY"))
    second = start.replace(day=23)
    private = Override("2027-03-23T20:00:00", second, second, visibility="private")
    event.change(replace(event.details, overrides=(private,)))
    if ahead == "used up":
        event.dates_ahead, event.moves_at = None, 0
    clock.at = event.starts_at + 3600
    assert event.next_date.start == start.replace(day=24)
