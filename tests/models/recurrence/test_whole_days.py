"""All-day events: whole days, whichever way their times were given."""

from datetime import datetime

import pytest

from app.models.events.event_details import EventDetails
from app.models.recurrence import whole_days
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.values.errors import ValidationError


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2027-05-01T20:00", "2027-05-01T22:00", ("2027-05-01", "2027-05-02")),
        ("2027-05-01T20:00", "2027-05-01T18:00", ("2027-05-01", "2027-05-02")),
        ("2027-05-01T20:00", "2027-05-02T00:00", ("2027-05-01", "2027-05-02")),
        ("2027-05-01T00:00", "2027-05-01T00:00", ("2027-05-01", "2027-05-02")),
        ("2027-05-01T20:00", "2027-05-02T19:00", ("2027-05-01", "2027-05-03")),
        ("2027-05-01T00:00", "2027-05-03T00:00", ("2027-05-01", "2027-05-03")),
        ("9000-12-31T00:00", "9999-12-31T23:00", ("9000-12-31", "9001-01-01")),
    ],
    ids="night before-its-start midnight no-length second-day whole far".split(),
)
def test_end_with_a_clock_time_counts_its_day(start, end, days):
    times = map(datetime.fromisoformat, (start, end))
    assert whole_days.span(*times) == tuple(map(datetime.fromisoformat, days))


def test_end_on_an_earlier_day_is_refused():
    details = EventDetails(
        "Fair", datetime(2027, 5, 2), datetime(2027, 5, 1, 15), "Europe/Rome", all_day=True
    )
    with pytest.raises(ValidationError) as refusal:
        details.checked()
    assert refusal.value.field == "end"


def test_series_of_days_says_no_time_of_day():
    details = EventDetails(
        "Fair",
        datetime(2027, 5, 1, 20),
        datetime(2027, 5, 1, 22),
        "Europe/Rome",
        all_day=True,
        recurrence=Recurrence(
            "FREQ=WEEKLY;BYHOUR=20;COUNT=3",
            rdates=("2027-05-02T20:00:00", "2027-05-02"),
            exdates=("2027-05-08T20:00:00",),
        ),
        overrides=(
            Override("2027-05-15T20:00:00", datetime(2027, 5, 16, 20), datetime(2027, 5, 17, 9)),
        ),
    ).checked()
    assert details.recurrence == Recurrence(
        "FREQ=WEEKLY;COUNT=3", rdates=("2027-05-02",), exdates=("2027-05-08",)
    )
    [changed] = details.overrides
    assert changed == Override("2027-05-15", datetime(2027, 5, 16), datetime(2027, 5, 18))
    assert details == details.checked()
