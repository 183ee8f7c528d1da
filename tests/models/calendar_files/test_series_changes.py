"""Dates that are unlike their series: all-day or timed, cancelled, private."""

from datetime import datetime

from tests.support.ics import event, read

TIMED = "DTSTART;TZID=Europe/Rome:20270602T190000"
ALL_DAY = "DTSTART;VALUE=DATE:20270602"
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=3"
SECOND = "RECURRENCE-ID;TZID=Europe/Rome:20270609T190000"


def test_date_that_is_all_day_is_an_event_of_its_own():
    series = event(WEEKLY, "DTEND;TZID=Europe/Rome:20270602T210000", "LOCATION:Hall", start=TIMED)
    change = event(SECOND, start="DTSTART;VALUE=DATE:20270609", title=None)
    found = read(series, change)
    assert found.refusals == ()
    alone, rest = sorted(found.events, key=lambda one: one.all_day, reverse=True)
    assert rest.recurrence.exdates == ("2027-06-09T19:00:00",)
    assert (rest.overrides, rest.uid) == ((), "one@example.org")
    assert (alone.start, alone.end) == (datetime(2027, 6, 9), datetime(2027, 6, 10))
    assert (alone.uid, alone.recurrence) == ("one@example.org#20270609T190000", None)
    # What the change leaves open is as in its series.
    assert (alone.title, alone.venue_name) == ("Night", "Hall")


def test_date_that_has_a_time_is_an_event_of_its_own():
    change = event("RECURRENCE-ID;VALUE=DATE:20270609", start=TIMED.replace("0602", "0609"))
    found = read(event(WEEKLY, start=ALL_DAY), change)
    alone, rest = sorted(found.events, key=lambda one: one.all_day)
    assert rest.recurrence.exdates == ("2027-06-09",)
    assert (alone.start, alone.all_day) == (datetime(2027, 6, 9, 19), False)


def test_cancelled_date_of_another_kind_is_a_date_of_its_series():
    change = event(SECOND, "STATUS:CANCELLED", start="DTSTART;VALUE=DATE:20270609")
    (found,) = read(event(WEEKLY, start=TIMED), change).events
    (override,) = found.overrides
    assert (override.status, override.start) == ("cancelled", datetime(2027, 6, 9, 19))


def test_date_of_a_private_series_stays_private_as_an_event_of_its_own():
    change = event(SECOND, "CLASS:PUBLIC", start="DTSTART;VALUE=DATE:20270609")
    found = read(event(WEEKLY, "CLASS:PRIVATE", start=TIMED), change)
    assert {one.visibility for one in found.events} == {"private"}


def test_change_that_cannot_be_read_leaves_its_date_in_the_series():
    change = event(SECOND, "DTEND:never", start="DTSTART;VALUE=DATE:20270609")
    found = read(event(WEEKLY, start=TIMED), change)
    assert found.events[0].recurrence.exdates == ()
    assert [refusal.line for refusal in found.refusals] == [10]


def test_changed_dates_of_a_series_without_any_are_events_of_their_own():
    dead = event("RRULE:FREQ=WEEKLY;UNTIL=20270602T165959Z", start=TIMED)
    found = read(dead, event(SECOND, start=TIMED.replace("0602", "0609")))
    assert [one.uid for one in found.events] == ["one@example.org#20270609T190000"]
    (refusal,) = found.refusals
    assert (refusal.line, refusal.has_dates) == (4, False)


def test_ended_series_has_the_dates_that_were_added():
    lines = ("RRULE:FREQ=WEEKLY;UNTIL=20270602T165959Z", "RDATE:20270613T170000Z,20270620T170000Z")
    (found,) = read(event(*lines, start=TIMED)).events
    assert (found.start, found.recurrence.rrule) == (datetime(2027, 6, 13, 19), None)
    assert found.recurrence.rdates == ("2027-06-20T19:00:00",)
