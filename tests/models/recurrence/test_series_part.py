"""Parts of a series, and series whose dates move together."""

from datetime import datetime, timedelta

import pytest

from app.models.recurrence.recurrence import Override, Recurrence
from app.models.recurrence.series import Series
from app.models.recurrence.series_part import LISTED, part, shift
from app.models.recurrence.times import Times

START = datetime(2027, 6, 2, 20)  # a Wednesday
HOUR = timedelta(hours=1)


def times(rule, start=START, **more):
    return Times(start, start + HOUR, "Europe/Rome", recurrence=Recurrence(rule, **more))


def days(series, count=6):
    dates = Series(series).between(0, 4_000_000_000)
    return [f"{next(dates).start:%d.%m}" for _number in range(count)]


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("FREQ=DAILY", "FREQ=DAILY;UNTIL=20270604T175959Z", "FREQ=DAILY"),
        ("FREQ=DAILY;COUNT=5", "FREQ=DAILY;COUNT=2", "FREQ=DAILY;COUNT=3"),
        (
            "FREQ=DAILY;UNTIL=20270603T180000Z",
            "FREQ=DAILY;UNTIL=20270603T180000Z",
            None,
        ),
    ],
)
def test_rule_is_shared_between_the_parts(rule, before, after):
    middle = datetime(2027, 6, 4, 20)
    earlier, later = part(times(rule), None, middle), part(times(rule), middle, None)
    assert earlier.recurrence.rrule == before
    assert (later and later.recurrence.rrule) == after
    assert later is None or later.start == middle


def test_dates_and_changes_go_with_their_part():
    moved = Override("2027-06-03T20:00:00", START, START + HOUR)
    series = times(
        "FREQ=DAILY",
        rdates=("2027-05-01T20:00:00", "2027-06-10T12:00:00"),
        exdates=("2027-06-03", "2027-06-08T20:00:00"),
    )
    middle = datetime(2027, 6, 4, 20)
    whole = Times(**{**vars(series), "overrides": (moved,)})
    earlier, later = part(whole, None, middle), part(whole, middle, None)
    assert earlier.recurrence.rdates == ("2027-05-01T20:00:00",)
    assert (earlier.recurrence.exdates, earlier.overrides) == (("2027-06-03",), (moved,))
    assert later.recurrence.rdates == ("2027-06-10T12:00:00",)
    assert (later.recurrence.exdates, later.overrides) == (("2027-06-08T20:00:00",), ())


def test_start_that_the_rule_does_not_name_stays_the_start():
    earlier = part(times("FREQ=WEEKLY;BYDAY=SA"), None, datetime(2027, 6, 12, 20))
    assert (earlier.start, days(earlier, 2)) == (START, ["02.06", "05.06"])


def test_moved_series_keeps_a_rule_where_one_has_its_dates():
    moved = shift(times("FREQ=WEEKLY;BYDAY=WE,FR"), timedelta(days=1), HOUR, all_day=False)
    assert moved.recurrence == Recurrence("FREQ=WEEKLY;BYDAY=TH,SA")
    assert days(moved, 3) == ["03.06", "05.06", "10.06"]


def test_moved_series_lists_its_dates_where_no_rule_has_them():
    moved = shift(times("FREQ=MONTHLY;BYDAY=1WE,-1MO"), timedelta(days=1), HOUR, all_day=False)
    assert moved.recurrence.rrule is None
    assert len(moved.recurrence.rdates) == LISTED - 1
    assert days(moved, 4) == ["03.06", "29.06", "08.07", "27.07"]
