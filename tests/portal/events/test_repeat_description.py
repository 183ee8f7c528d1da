"""How an event repeats, in words."""

from dataclasses import replace
from datetime import datetime

import pytest

from app.models.events.event_details import EventDetails
from app.models.recurrence.recurrence import Recurrence
from app.portal.events.repeat_description import repeats

START = datetime(2027, 3, 25, 20, 0)  # the fourth Thursday of its month
ONCE = EventDetails("Jam", START, datetime(2027, 3, 25, 23, 0), "Europe/Rome")


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("FREQ=DAILY", "Every day"),
        ("FREQ=DAILY;INTERVAL=3", "Every 3 days"),
        ("FREQ=WEEKLY;BYDAY=TH", "Every Thursday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,TH", "Every Monday, Tuesday and Thursday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "Every day"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "Every 2 weeks on Thursday"),
        ("FREQ=MONTHLY", "Day 25 of each month"),
        ("FREQ=MONTHLY;INTERVAL=2", "Day 25 of every 2 months"),
        ("FREQ=YEARLY", "Every year on 25 March"),
        ("FREQ=YEARLY;INTERVAL=4", "Every 4 years on 25 March"),
        ("FREQ=DAILY;COUNT=1", "Every day, once"),
        ("FREQ=DAILY;COUNT=12", "Every day, 12 times"),
        ("FREQ=WEEKLY;BYDAY=TH;UNTIL=20270504T180000Z", "Every Thursday until 4 May 2027"),
        ("FREQ=HOURLY", "By a custom rule: FREQ=HOURLY"),
    ],
)
def test_rule_is_described(app, rule, text):
    with app.test_request_context("/"):
        assert repeats(replace(ONCE, recurrence=Recurrence(rule))) == text


@pytest.mark.parametrize(
    ("day", "place", "text"),
    [(4, "1TH", "First"), (18, "3TH", "Third"), (25, "4TH", "Fourth")],
)
def test_weekday_of_the_month_is_counted(app, day, place, text):
    with app.test_request_context("/"):
        rule = Recurrence(f"FREQ=MONTHLY;BYDAY={place}")
        details = replace(ONCE, start=START.replace(day=day), recurrence=rule)
        assert repeats(details) == f"{text} Thursday of each month"


def test_fifth_weekday_of_the_month_is_its_last(app):
    with app.test_request_context("/"):
        rule = Recurrence("FREQ=MONTHLY;BYDAY=-1TH")
        details = replace(ONCE, start=datetime(2027, 4, 29, 20), recurrence=rule)
        assert repeats(details) == "Last Thursday of each month"


def test_single_event_and_added_dates_have_no_rule(app):
    with app.test_request_context("/"):
        dates = Recurrence(None, (datetime(2027, 4, 1, 20), datetime(2027, 4, 8, 20)))
        assert repeats(ONCE) == ""
        assert repeats(replace(ONCE, recurrence=dates)) == "On 2 more dates"
