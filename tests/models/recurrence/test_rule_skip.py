"""Days that a month does not have: left out, or moved as SKIP says (RFC 7529)."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.recurrence import recurrence_rule, rule_skip, rule_times

START = datetime(2027, 1, 31, 19)


def days(rule, start=START, count=6):
    times = rule_times.parse(rule).between(start, start, datetime(2099, 1, 1))
    return [f"{next(times):%d.%m}" for _number in range(count)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=MONTHLY;SKIP=OMIT", "31.01 31.03 31.05 31.07 31.08 31.10"),
        ("FREQ=MONTHLY;SKIP=BACKWARD", "31.01 28.02 31.03 30.04 31.05 30.06"),
        ("FREQ=MONTHLY;SKIP=FORWARD", "31.01 01.03 31.03 01.05 31.05 01.07"),
        ("FREQ=MONTHLY;BYMONTHDAY=30;SKIP=BACKWARD", "28.02 30.03 30.04 30.05 30.06 30.07"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,31;SKIP=FORWARD", "31.01 01.02 01.03 31.03 01.04 01.05"),
        ("FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=31;SKIP=FORWARD", "31.01 01.07 01.12 01.05"),
        ("FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=SU;SKIP=BACKWARD", "31.01 28.02 31.10 30.04 31.12"),
        ("FREQ=YEARLY;BYMONTH=2,4;BYMONTHDAY=30;SKIP=FORWARD", "01.03 30.04 01.03 30.04"),
    ],
)
def test_missing_day_moves_as_skip_says(rule, expected):
    assert days(f"RSCALE=GREGORIAN;{rule}", count=len(expected.split())) == expected.split()


def test_leap_day_moves_in_other_years():
    leap = datetime(2028, 2, 29)
    for skip, other in (("BACKWARD", "28.02"), ("FORWARD", "01.03")):
        rule = f"RSCALE=GREGORIAN;FREQ=YEARLY;SKIP={skip}"
        assert days(rule, leap, 5) == ["29.02", other, other, other, "29.02"]


@pytest.mark.parametrize(
    ("rule", "simple"),
    [
        ("FREQ=MONTHLY;SKIP=BACKWARD", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("FREQ=WEEKLY;SKIP=FORWARD", "FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYMONTHDAY=28;SKIP=FORWARD", "FREQ=MONTHLY;BYMONTHDAY=28"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=30;SKIP=BACKWARD",
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
        ),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;SKIP=FORWARD", "FREQ=YEARLY;BYYEARDAY=60"),
    ],
)
def test_rule_is_written_without_skip_where_it_can_be(rule, simple):
    parts = rule_skip.simplify(recurrence_rule.split(f"RSCALE=GREGORIAN;{rule}"), START)
    assert recurrence_rule.join(parts) == simple


def test_rule_keeps_skip_where_nothing_else_says_the_same():
    parts = recurrence_rule.split("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD")
    assert rule_skip.simplify(parts, START) == parts


@given(
    st.sampled_from(("FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=5", "FREQ=YEARLY")),
    st.sampled_from(("BACKWARD", "FORWARD")),
    st.sets(st.integers(1, 31), max_size=3),
    st.sets(st.integers(1, 12), max_size=2),
    st.sampled_from(("", ";BYDAY=MO,TU,WE", ";BYHOUR=9,14")),
    st.integers(0, 400),
)
def test_simple_rule_has_the_same_times(base, skip, month_days, months, more, later):
    rule = f"RSCALE=GREGORIAN;{base}{more};SKIP={skip}"
    rule += f";BYMONTHDAY={','.join(map(str, month_days))}" if month_days else ""
    rule += f";BYMONTH={','.join(map(str, months))}" if months else ""
    start = START + timedelta(days=later)
    simple = rule_skip.simplify(recurrence_rule.split(rule), start)
    simple_rule = rule_times.parse(recurrence_rule.join(simple))
    end = start + timedelta(days=1500)
    times = list(rule_times.parse(rule).between(start, start, end))
    assert list(simple_rule.between(start, start, end)) == times
    assert times == sorted(set(times))
    middle = start + timedelta(days=700)
    window = list(rule_times.parse(rule).between(start, middle, end))
    assert window == [time for time in times if time >= middle]
    assert (
        list(rule_times.parse(rule).backwards(start, end, periods=2000))
        == list(rule_times.parse(rule).between(start, start, end + timedelta.resolution))[::-1]
    )
