"""A rule is expanded from anywhere, forwards and backwards, to the same times."""

from datetime import datetime, timedelta

import pytest

from app.models.recurrence.rule_times import LAST_YEAR, parse

START = datetime(2027, 1, 4, 20)  # a Monday
RULES = (
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY;BYDAY=MO,TH",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=DAILY;BYHOUR=9,20;BYMINUTE=30",
)


@pytest.mark.parametrize("text", RULES)
def test_later_window_has_the_times_of_the_whole(text):
    rule, end = parse(text), datetime(2037, 1, 1)
    every = list(rule.between(START, START, end))
    for since in (every[len(every) // 2], every[-1] - timedelta(days=400)):
        window = list(rule.between(START, since, end))
        assert window == [moment for moment in every if moment >= since]


@pytest.mark.parametrize("text", RULES)
def test_times_backwards_are_the_same_reversed(text):
    rule, last = parse(text), datetime(2031, 6, 1)
    forwards = list(rule.between(START, START, last + timedelta.resolution))
    assert list(rule.backwards(START, last, periods=10_000)) == forwards[::-1]


@pytest.mark.parametrize("text", RULES)
def test_time_at_a_position_is_found_within_the_periods(text):
    rule = parse(text)
    times = rule.between(START, START, datetime(LAST_YEAR, 1, 1))
    third = [next(times) for _number in range(3)][-1]
    assert rule.number(START, 3, periods=10_000) == third
    assert rule.number(START, 3, periods=1) in {None, third}


def test_no_time_lies_beyond_the_last_year():
    start = datetime(LAST_YEAR, 12, 30, 20)
    times = list(parse("FREQ=DAILY").between(start, start, datetime(9999, 12, 31)))
    assert [moment.day for moment in times] == [30, 31]
