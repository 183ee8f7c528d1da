"""The local times of a rule."""

from datetime import datetime
from itertools import islice

import pytest

from app.models.recurrence import rule_times

START = datetime(2027, 1, 31, 20, 0)  # a Sunday
FAR = datetime(2100, 1, 1)


def first(rule, count=3, since=START):
    times = rule_times.parse(rule).between(START, since, FAR)
    return [f"{moment:%y-%m-%d}" for moment in islice(times, count)]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=MONTHLY", ["27-01-31", "27-03-31", "27-05-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["27-01-31", "27-02-28", "27-03-31"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", ["27-02-08", "27-02-22", "27-03-08"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ["28-02-29", "32-02-29", "36-02-29"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1", ["27-02-23", "27-03-30", "27-04-27"]),
        ("FREQ=DAILY;BYMONTH=3", ["27-03-01", "27-03-02", "27-03-03"]),
    ],
)
def test_times_in_order(rule, days):
    assert first(rule) == days


def test_expansion_may_begin_anywhere():
    assert first("FREQ=DAILY", 1, since=datetime(2099, 12, 31)) == ["99-12-31"]


def test_last_times_backwards_are_those_forwards():
    rule = rule_times.parse("FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=9,20")
    last = datetime(2027, 3, 1, 12, 0)
    backwards = list(rule.backwards(START, last, periods=100))
    assert backwards[::-1] == list(rule.between(START, START, last))


@pytest.mark.parametrize(
    ("count", "periods", "day"),
    [(1, 9, "2027-01-31"), (3, 9, "2027-02-02"), (10, 9, None)],
    ids=["first", "third", "too-far"],
)
def test_time_by_number(count, periods, day):
    moment = rule_times.parse("FREQ=DAILY").number(START, count, periods=periods)
    assert (moment and f"{moment:%Y-%m-%d}") == day
