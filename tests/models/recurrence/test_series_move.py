"""A series that moves, and what goes along."""

from datetime import datetime, timedelta

import pytest

from app.models.events.event_details import EventDetails
from app.models.recurrence.recurrence import Recurrence

START = datetime(2027, 3, 22, 20, 0)  # a Monday


@pytest.mark.parametrize(
    ("rule", "days", "moved"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", 1, "FREQ=WEEKLY;BYDAY=TU"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU", 1, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU;WKST=TU"),
        ("FREQ=WEEKLY;UNTIL=20270405T180000Z", 30, "FREQ=WEEKLY;UNTIL=20270505T180000Z"),
        ("FREQ=MONTHLY;BYDAY=4MO", 1, "FREQ=MONTHLY;BYDAY=4TU"),
        ("FREQ=MONTHLY;BYMONTHDAY=22", 2, "FREQ=MONTHLY;BYMONTHDAY=24"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=4MO", 14, "FREQ=YEARLY;BYMONTH=4;BYDAY=1MO"),
        ("FREQ=MONTHLY;BYDAY=MO,WE;BYSETPOS=-1", 1, "FREQ=MONTHLY;BYDAY=MO,WE;BYSETPOS=-1"),
    ],
    ids="weekday rhythm until numbered day-of-month year special".split(),
)
def test_series_that_moves_takes_its_rule_along(rule, days, moved):
    end = START + timedelta(hours=2)
    details = EventDetails("N", START, end, "Europe/Rome", recurrence=Recurrence(rule)).checked()
    later = timedelta(days=days)
    after = details.move(START + later, end + later, timezone="Europe/Rome", all_day=False)
    assert after.checked().recurrence.rrule == moved


def test_left_out_date_of_a_moved_month_stays_that_of_its_month():
    details = EventDetails(
        "Night",
        datetime(2027, 4, 15, 20),  # the third Thursday
        datetime(2027, 4, 15, 22),
        "Europe/Rome",
        recurrence=Recurrence("FREQ=MONTHLY;BYDAY=3TH", exdates=("2027-07-15T20:00:00",)),
    ).checked()
    moved = details.move(
        datetime(2027, 4, 21, 20), datetime(2027, 4, 21, 22), timezone="UTC", all_day=False
    )
    assert moved.recurrence == Recurrence(
        "FREQ=MONTHLY;BYDAY=3WE", exdates=("2027-07-21T20:00:00",)
    )
