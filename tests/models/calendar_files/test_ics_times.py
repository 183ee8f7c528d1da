"""Starts and ends: zones, whole days, clock changes."""

from datetime import datetime

import pytest

from app.models.values import wall_time
from tests.support.ics import event, read, read_one


def test_utc_time_is_shown_in_the_calendars_zone():
    (found,) = read(event(), zone="Asia/Taipei").events
    assert (found.start, found.timezone) == (datetime(2027, 3, 28, 3), "Asia/Taipei")


def test_floating_time_is_in_the_calendars_zone_else_the_teams():
    floating = event(start="DTSTART:20270327T200000")
    assert read(floating, zone="Asia/Taipei").events[0].timezone == "Asia/Taipei"
    assert read(floating).events[0].timezone == "Europe/Rome"
    assert read(floating, zone="Nowhere/Land").events[0].start == datetime(2027, 3, 27, 20)


def test_second_of_two_equal_wall_times_keeps_its_instant():
    found = read_one(start="DTSTART:20271031T013000Z")
    assert (found.start, found.timezone) == (datetime(2027, 10, 31, 1, 30), "UTC")


def test_repeating_utc_event_stays_in_utc():
    found = read_one("RRULE:FREQ=WEEKLY")
    assert (found.start, found.timezone) == (datetime(2027, 3, 27, 19), "UTC")


def test_skipped_wall_time_is_the_one_the_clocks_show():
    found = read_one(start="DTSTART;TZID=Europe/Rome:20270328T023000")
    assert found.start == datetime(2027, 3, 28, 3, 30)


@pytest.mark.parametrize(
    ("line", "end"),
    [
        (None, datetime(2027, 3, 28)),
        ("DTEND;VALUE=DATE:20270330", datetime(2027, 3, 30)),
        ("DTEND;VALUE=DATE:20270327", datetime(2027, 3, 28)),
        ("DURATION:P2D", datetime(2027, 3, 29)),
        ("DURATION:P1W", datetime(2027, 4, 3)),
    ],
    ids=["none", "date", "same-date", "days", "week"],
)
def test_all_day_event_ends_at_a_midnight(line, end):
    found = read_one(line, start="DTSTART;VALUE=DATE:20270327")
    assert (found.all_day, found.start, found.end) == (True, datetime(2027, 3, 27), end)


@pytest.mark.parametrize(
    ("line", "end"),
    [
        (None, datetime(2027, 3, 27, 20)),
        ("DURATION:PT0S", datetime(2027, 3, 27, 20)),
        ("DURATION:PT24H", datetime(2027, 3, 28, 21)),
        ("DURATION:P1D", datetime(2027, 3, 28, 20)),
        ("DTEND:20270327T190000Z", datetime(2027, 3, 27, 20)),
        ("DTEND;TZID=America/New_York:20270327T160000", datetime(2027, 3, 27, 21)),
    ],
    ids=["none", "nothing", "hours-over-a-clock-change", "day", "zero-length", "other-zone"],
)
def test_timed_event_ends_as_the_standard_says(line, end):
    assert read_one(line, start="DTSTART;TZID=Europe/Rome:20270327T200000").end == end


def test_instant_is_never_lost():
    found = read_one("DTEND:20271031T013000Z", start="DTSTART:20271031T003000Z")
    assert wall_time.to_epoch(found.end, found.timezone) == 1_824_946_200
