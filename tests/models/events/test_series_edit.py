"""Changing or deleting one date of a series, it and the following, or all: one call for each."""

from dataclasses import replace

import pytest

from app.models.events import series_edit
from app.models.events.event import Event
from app.models.recurrence.recurrence import Recurrence
from app.models.values.errors import ValidationError
from tests.support.factories import make_event, make_team, make_user

DAYS = ("2027-03-20", "2027-03-27", "2027-04-03")


@pytest.fixture
def series(context):
    weekly = Recurrence("FREQ=WEEKLY;COUNT=3")
    return make_event(make_team(slug="hall"), "Choir", recurrence=weekly)


def change(series, day, scope, **changes):
    date = series.find_date(f"{day}T20:00:00")
    details = replace(series_edit.as_shown(series.details, date), **changes)
    return series_edit.change(series, date, details, scope, by=make_user())


def delete(series, day, scope):
    series_edit.delete(series, series.find_date(f"{day}T20:00:00"), scope, by=make_user())


def days(event):
    return [str(date.start.date()) for date in event.series.between(0, 2**40)]


def test_one_date_alone_gets_another_title(series):
    assert change(series, DAYS[1], "one", title="Gala") is series
    assert series.title == "Choir"
    assert series.find_date(f"{DAYS[1]}T20:00:00").override.title == "Gala"
    assert days(series) == [*DAYS]


def test_following_dates_become_a_series_of_their_own(series):
    following = change(series, DAYS[1], "following", title="Gala")
    assert following is not series
    assert (series.title, days(series)) == ("Choir", [DAYS[0]])
    assert (following.title, days(following)) == ("Gala", [*DAYS[1:]])


@pytest.mark.parametrize(("day", "scope"), [(DAYS[0], "following"), (DAYS[2], "all")])
def test_series_stays_one_event_when_all_its_dates_change(series, day, scope):
    assert change(series, day, scope, title="Gala") is series
    assert (series.title, days(series)) == ("Gala", [*DAYS])


def test_refused_change_writes_nothing(series):
    before = series.details
    with pytest.raises(ValidationError):
        change(series, DAYS[1], "one", visibility="private")
    assert series.details == before
    assert Event.query.count() == 1


@pytest.mark.parametrize(
    ("day", "scope", "left"),
    [
        (DAYS[1], "one", [DAYS[0], DAYS[2]]),
        (DAYS[1], "following", [DAYS[0]]),
        (DAYS[0], "following", None),
        (DAYS[1], "all", None),
    ],
    ids=["one", "following", "following the first", "all"],
)
def test_deleting_leaves_the_other_dates(series, day, scope, left):
    delete(series, day, scope)
    assert (None if series.deleted_at else days(series)) == left
