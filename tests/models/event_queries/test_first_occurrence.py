"""When a series first takes place."""

from dataclasses import replace
from datetime import datetime

import pytest

from app.models.events.event_details import EventDetails
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.recurrence.series import Series

START = datetime(2027, 3, 22, 20, 0)  # a Monday


@pytest.mark.parametrize(
    ("recurrence", "overrides", "first", "taking_place"),
    [
        (Recurrence("FREQ=WEEKLY"), (), "03-22", "03-22"),
        (Recurrence("FREQ=WEEKLY", exdates=("2027-03-22", "2027-03-29")), (), "04-05", "04-05"),
        (Recurrence("FREQ=WEEKLY;COUNT=2"), ("cancelled",), "03-20", "03-29"),
        (Recurrence("FREQ=WEEKLY;COUNT=2"), (None,), "03-20", "03-20"),
        (Recurrence("FREQ=WEEKLY;COUNT=1"), ("cancelled",), "03-20", None),
        (Recurrence(rdates=("2027-03-01T20:00:00",)), (), "03-01", "03-01"),
    ],
    ids=["usual", "left-out", "cancelled", "moved", "none", "extra"],
)
def test_first_date_is_one_that_there_is(recurrence, overrides, first, taking_place):
    times = START.replace(day=20), START.replace(day=20, hour=22)
    changed = (Override("2027-03-22T20:00:00", *times, status=status) for status in overrides)
    details = EventDetails("Jam", START, START, "UTC", recurrence=recurrence)
    found = Series(replace(details.times, overrides=tuple(changed)))

    def day(one):
        return one and f"{one.start:%m-%d}"

    assert day(found.first()) == first
    assert day(found.first(taking_place=True)) == taking_place
