"""RRULE lines as tools write them: what means nothing, what is said twice, what has two ends."""

from datetime import datetime

import pytest

from app.models.calendar_files import ics_rules
from app.models.recurrence.times import Times
from app.models.values.errors import ValidationError

TIMES = Times(datetime(2027, 6, 2, 20), datetime(2027, 6, 2, 22), "Europe/Rome")


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("FREQ=WEEKLY;COUNT=-1", "FREQ=WEEKLY"),
        ("FREQ=WEEKLY;UNTIL=20280331;COUNT=-1;INTERVAL=4", "FREQ=WEEKLY;UNTIL=20280331;INTERVAL=4"),
        ("FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY"),
        ("FREQ=WEEKLY;FREQ=WEEKLY;BYDAY=;X-ODD=1", "FREQ=WEEKLY"),
        ("RRULE:freq=weekly; byday = mo ", "FREQ=WEEKLY;BYDAY=MO"),
        ("RSCALE=GREGORIAN;FREQ=WEEKLY;SKIP=OMIT", "FREQ=WEEKLY"),
        ("SKIP=FORWARD;FREQ=MONTHLY", "RSCALE=GREGORIAN;SKIP=FORWARD;FREQ=MONTHLY"),
        ("FREQ=DAILY;COUNT=5;UNTIL=20270604T180000Z", "FREQ=DAILY;UNTIL=20270604T180000Z"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270604T180000Z", "FREQ=DAILY;COUNT=2"),
    ],
)
def test_rule_is_what_is_meant(written, rule):
    assert ics_rules.read([written], TIMES) == (rule, ())


def test_same_rule_twice_is_one():
    rules = ["FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3", "FREQ=WEEKLY;COUNT=3;BYDAY=WE,MO"]
    assert ics_rules.read(rules, TIMES) == (rules[0], ())


def test_dates_of_a_further_rule_are_added():
    rule, further = ics_rules.read(["FREQ=MONTHLY;COUNT=2", "FREQ=WEEKLY"], TIMES)
    assert (rule, further) == (
        "FREQ=WEEKLY",
        (datetime(2027, 6, 2, 20), datetime(2027, 7, 2, 20)),
    )


@pytest.mark.parametrize(
    "rules",
    [
        ["FREQ=DAILY", "FREQ=WEEKLY"],
        ["FREQ=DAILY;COUNT=2001", "FREQ=WEEKLY"],
        ["FREQ=DAILY;COUNT=0"],
        ["FREQ=DAILY;COUNT=3;COUNT=4"],
        ["FREQ=DAILY;COUNT=3;UNTIL=soon"],
        ["FREQ=DAILY;RSCALE=CHINESE"],
    ],
)
def test_rule_that_cannot_be_kept_is_refused(rules):
    with pytest.raises(ValidationError):
        ics_rules.read(rules, TIMES)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;UNTIL=20270602T175959Z", True),
        ("FREQ=DAILY;UNTIL=20270602T180000Z", False),
        ("FREQ=DAILY;UNTIL=20270602", False),
        ("FREQ=DAILY;UNTIL=20270601", True),
        ("FREQ=DAILY;COUNT=1", False),
    ],
)
def test_rule_is_dead_that_ends_before_it_begins(rule, expected):
    assert ics_rules.is_dead(rule, TIMES) == expected
