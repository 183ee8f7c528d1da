"""The ways of repeating that forms offer."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from app.models.events.event_details import EventDetails
from app.models.events.repeat import Repeat, apply
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.values.errors import ValidationError

START = datetime(2027, 3, 18, 20, 0)  # the third Thursday
DETAILS = EventDetails("Jam", START, START + timedelta(hours=2), "Europe/Rome")

RULES = [
    (Repeat("day", 3), "FREQ=DAILY;INTERVAL=3"),
    (Repeat("week", days=("TH",)), "FREQ=WEEKLY;BYDAY=TH"),
    (Repeat("week", days=("MO", "TH"), count=4), "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=4"),
    (Repeat("weekday"), "FREQ=MONTHLY;BYDAY=3TH"),
    (Repeat("month"), "FREQ=MONTHLY"),
    (Repeat("year", until=date(2030, 3, 18)), "FREQ=YEARLY;UNTIL=20300318T225959Z"),
]


@pytest.mark.parametrize(("repeat", "rule"), RULES, ids=[rule for _repeat, rule in RULES])
def test_rule_is_read_back_as_the_same_choice(repeat, rule):
    assert repeat.rule(DETAILS) == rule
    assert Repeat.of(replace(DETAILS, recurrence=Recurrence(rule))) == repeat


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=WEEKLY;BYDAY=MO,TH;WKST=SU",
        "FREQ=YEARLY;BYDAY=20MO",
        "FREQ=DAILY;BYMONTH=7",
    ],
)
def test_other_rules_are_no_choice(rule):
    assert Repeat.of(replace(DETAILS, recurrence=Recurrence(rule))) is None


def test_week_always_has_the_day_of_the_start():
    assert "BYDAY=MO,TH" in Repeat("week", days=("MO",)).rule(DETAILS)


def test_dates_and_changes_that_still_fit_are_kept(context):
    kept, gone = "2027-03-25T20:00:00", "2027-03-26T20:00:00"
    overrides = tuple(Override(name, START, START, title="Late") for name in (kept, gone))
    series = replace(DETAILS, recurrence=Recurrence("FREQ=DAILY", (), (kept, gone)))
    weekly = apply(replace(series, overrides=overrides), Repeat("week", days=("TH",)))
    assert weekly.recurrence.exdates == (kept,)
    assert apply(weekly, None).recurrence is None


def test_end_before_the_start_is_refused(context):
    with pytest.raises(ValidationError):
        apply(DETAILS, Repeat("day", until=date(2027, 3, 17)))
