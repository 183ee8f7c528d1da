"""The dates of an event that one can have a ticket for."""

from dataclasses import replace
from datetime import datetime

import pytest

from app.models.events import series_edit
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.tickets import event_dates
from tests.support.factories import make_event, make_team, make_user

pytestmark = pytest.mark.usefixtures("context")

NIGHT = datetime(2027, 3, 20, 20)


def test_event_that_does_not_repeat_has_one_date_until_it_is_over(clock):
    event = make_event(make_team())
    [date] = event_dates.list_next(event)
    assert (date.recurrence_id, date.start) == ("", NIGHT)
    clock.at = event.ends_at - 1
    assert event_dates.list_next(event) == [date]
    clock.at = event.ends_at
    assert event_dates.list_next(event) == []


def test_series_offers_the_dates_that_are_not_over_or_cancelled(clock):
    event = make_event(make_team(), recurrence=Recurrence("FREQ=WEEKLY;COUNT=4"))
    series_edit.set_status(event, event.find_date("2027-04-03"), "cancelled", by=make_user())
    clock.at = event.ends_at
    days = [date.start.day for date in event_dates.list_next(event)]
    assert days == [27, 10]


def test_private_date_is_known_to_holders_alone(clock):
    event = make_event(make_team(), recurrence=Recurrence("FREQ=WEEKLY;COUNT=4"))
    name = "2027-04-03T20:00:00"
    date = event.find_date(name)
    hidden = Override(name, date.start, date.end, visibility="private")
    event.change(replace(event.details, overrides=(hidden,)).checked())
    assert event_dates.find(event, name) is None
    assert event_dates.find_held(event, name).recurrence_id == name
    assert name not in [date.recurrence_id for date in event_dates.list_next(event)]


def test_endless_series_offers_a_limited_number():
    event = make_event(make_team(), recurrence=Recurrence("FREQ=DAILY"))
    assert len(event_dates.list_next(event)) == event_dates.MOST


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_event_that_is_not_to_be_expected_offers_none(status):
    assert event_dates.list_next(make_event(make_team(), status=status)) == []
