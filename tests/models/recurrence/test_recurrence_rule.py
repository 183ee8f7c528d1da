"""Which recurrence rules are accepted, wrong, or dangerous."""

from datetime import datetime

import pytest

from app.models.recurrence import recurrence_rule
from app.models.values.errors import ValidationError

START = datetime(2027, 3, 27, 20, 0)
GOOD = [
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR;WKST=SU",
    "FREQ=MONTHLY;BYDAY=3SU",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=5",
    "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=12",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20370101T000000Z",
    "FREQ=YEARLY;BYYEARDAY=100;INTERVAL=2",
    "FREQ=DAILY;BYHOUR=9,14;COUNT=10",
    "FREQ=WEEKLY;UNTIL=20270327",
    "freq=weekly; byday=mo;",
]
WRONG = [
    "",
    "FREQ=",
    "FREQ=OFTEN",
    "BYDAY=MO",
    "FREQ=DAILY;FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;INTERVAL=-1",
    "FREQ=DAILY;INTERVAL=2000",
    "FREQ=DAILY;COUNT=0",
    "FREQ=DAILY;COUNT=x",
    "FREQ=DAILY;COUNT=5;UNTIL=20280101",
    "FREQ=DAILY;UNTIL=20270326",
    "FREQ=DAILY;UNTIL=20270325T235959Z",
    "FREQ=DAILY;UNTIL=tomorrow",
    "FREQ=DAILY;UNTIL=20271301",
    "FREQ=DAILY;UNTIL=20270401T990000Z",
    "FREQ=WEEKLY;BYDAY=1MO",
    "FREQ=WEEKLY;BYDAY=XX",
    "FREQ=MONTHLY;BYMONTHDAY=0",
    "FREQ=MONTHLY;BYMONTHDAY=32",
    "FREQ=MONTHLY;BYMONTHDAY=--1",
    "FREQ=YEARLY;BYMONTH=-1",
    "FREQ=YEARLY;BYWEEKNO=5;BYMONTH=6",
    "FREQ=YEARLY;BYYEARDAY=300;BYWEEKNO=1",
    "FREQ=DAILY;X-EVERY=2",
    "FREQ=DAILY;BYHOUR=٩",
]
RUNAWAY = [
    "FREQ=SECONDLY",
    "FREQ=MINUTELY;COUNT=5",
    "FREQ=HOURLY",
    "FREQ=DAILY;COUNT=10001",
    "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=0,30",
    "FREQ=DAILY;BYSECOND=" + ",".join(map(str, range(60))),
    "FREQ=YEARLY;BYYEARDAY=" + ",".join(["1"] * 100),
    "FREQ=MONTHLY;BYDAY=" + ",".join(["MO"] * 100),
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=MONTHLY;BYDAY=6MO",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
    "FREQ=DAILY;BYSETPOS=2",
]


@pytest.mark.parametrize("rule", GOOD)
def test_ordinary_rule_is_accepted(rule):
    recurrence_rule.check(rule, start=START)


@pytest.mark.parametrize("rule", [*WRONG, *RUNAWAY], ids=lambda rule: rule[:40])
def test_rule_that_is_wrong_or_too_expensive_is_refused(rule):
    with pytest.raises(ValidationError) as refusal:
        recurrence_rule.check(rule, start=START)
    assert refusal.value.field == "recurrence"


def test_rule_is_kept_in_capitals_without_what_says_nothing():
    rule = " freq=Daily;;until=99991231T235959Z;interval=2; "
    assert recurrence_rule.normalise(rule) == "FREQ=DAILY;INTERVAL=2"
