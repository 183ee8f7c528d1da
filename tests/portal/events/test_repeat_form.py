"""The part of an event's form that tells how it repeats."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from app.models.events.event_details import EventDetails
from app.models.recurrence.recurrence import Recurrence
from app.models.values.errors import ValidationError
from app.portal.events.repeat_form import SPECIAL, RepeatForm, shown_values

ONCE = EventDetails("Jam", datetime(2027, 3, 25, 20), datetime(2027, 3, 25, 23), "Europe/Rome")
WEEKLY = replace(ONCE, recurrence=Recurrence("FREQ=WEEKLY;BYDAY=TH;COUNT=8"))
HOURLY = replace(ONCE, recurrence=Recurrence("FREQ=HOURLY;COUNT=8"))


@pytest.fixture
def fill_in(app):
    """A function that opens the form of an event and changes some fields."""
    with app.test_request_context("/"):

        def fill_in(details, **values):
            return RepeatForm(formdata=None, data=shown_values(details) | values)

        yield fill_in


def test_choices_become_a_rule(fill_in):
    values = {"repeats": "week", "repeat_every": 2, "repeat_ends": "on"}
    form = fill_in(ONCE, **values, repeat_until=date(2027, 5, 4))

    details = form.repeated(ONCE, ONCE)
    assert details.recurrence.rrule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;UNTIL=20270504T215959Z"


def test_form_that_shows_the_stored_rule_keeps_it(fill_in):
    assert fill_in(WEEKLY).repeated(WEEKLY, WEEKLY) is WEEKLY
    assert fill_in(HOURLY).repeated(HOURLY, HOURLY) is HOURLY


def test_event_stops_repeating(fill_in):
    assert fill_in(WEEKLY, repeats="").repeated(WEEKLY, WEEKLY).recurrence is None


def test_custom_rule_is_offered_only_where_there_is_one(fill_in):
    offered = [
        {choice.value for choice in fill_in(event).repeats.choices} for event in (ONCE, HOURLY)
    ]

    assert SPECIAL not in offered[0]
    assert SPECIAL in offered[1]


@pytest.mark.parametrize(("ends", "field"), [("on", "repeat_until"), ("after", "repeat_count")])
def test_end_needs_its_value(fill_in, ends, field):
    with pytest.raises(ValidationError) as refusal:
        fill_in(ONCE, repeats="day", repeat_ends=ends).repeated(ONCE, ONCE)

    assert refusal.value.field == field
