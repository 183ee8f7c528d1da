"""Repeating events and the occurrences that differ."""

from datetime import datetime

import pytest

from app.models.recurrence.recurrence import Override, Recurrence
from tests.support.ics import event, read, read_one


def test_series_keeps_its_rule_its_dates_and_its_exceptions_as_wall_times():
    found = read_one(
        "RRULE:FREQ=WEEKLY;COUNT=9",
        "EXDATE:20270403T180000Z,20270410T180000Z",
        "EXDATE;VALUE=DATE:20270417",
        "RDATE;TZID=Europe/Rome:20270501T210000",
        start="DTSTART;TZID=Europe/Rome:20270327T200000",
    )
    assert found.recurrence == Recurrence(
        "FREQ=WEEKLY;COUNT=9",
        rdates=("2027-05-01T21:00:00",),
        exdates=("2027-04-03T20:00:00", "2027-04-10T20:00:00", "2027-04-17T20:00:00"),
    )


def test_all_day_series_has_exceptions_by_date():
    found = read_one(
        "RRULE:FREQ=DAILY", "EXDATE:20270329T000000Z", start="DTSTART;VALUE=DATE:20270327"
    )
    assert found.recurrence == Recurrence("FREQ=DAILY", exdates=("2027-03-29",))


def test_additional_date_may_have_a_length_of_its_own():
    found = read_one(
        "DTEND;TZID=Europe/Rome:20270327T210000",
        "RDATE;VALUE=PERIOD;TZID=Europe/Rome:20270401T200000/PT2H30M,20270402T200000/PT1H",
        "RDATE;VALUE=PERIOD:20270403T180000Z/20270403T200000Z",
        start="DTSTART;TZID=Europe/Rome:20270327T200000",
    )
    assert found.recurrence.rdates == tuple(f"2027-04-0{day}T20:00:00" for day in (1, 2, 3))
    assert [(one.recurrence_id, one.end) for one in found.overrides] == [
        ("2027-04-01T20:00:00", datetime(2027, 4, 1, 22, 30)),
        ("2027-04-03T20:00:00", datetime(2027, 4, 3, 22)),
    ]


def test_changed_occurrence_is_kept_with_its_series():
    series = event("RRULE:FREQ=WEEKLY", start="DTSTART;TZID=Europe/Rome:20270327T200000")
    moved = event(
        "RECURRENCE-ID:20270403T180000Z",
        "LOCATION:Elsewhere",
        start="DTSTART;TZID=Europe/Rome:20270403T213000",
    )
    gone = event(
        "RECURRENCE-ID;TZID=Europe/Rome:20270410T200000",
        "STATUS:CANCELLED",
        start="DTSTART;TZID=Europe/Rome:20270410T200000",
    )
    found = read(gone, series, moved)
    assert (len(found.events), found.refusals) == (1, ())
    first, second = found.events[0].overrides
    assert first.recurrence_id == "2027-04-03T20:00:00"
    assert first.start == datetime(2027, 4, 3, 21, 30)
    assert (first.title, first.status, first.venue_name) == (None, None, "Elsewhere")
    assert (second.recurrence_id, second.status) == ("2027-04-10T20:00:00", "cancelled")


def test_date_of_its_own_has_the_picture_of_its_series():
    poster = "https://lab.example/poster.png"
    series = event(f"IMAGE:{poster}", "RRULE:FREQ=WEEKLY;COUNT=4")
    days = event("RECURRENCE-ID:20270403T190000Z", start="DTSTART;VALUE=DATE:20270403")
    found = read(series, days)
    assert [one.content["image_url"] for one in found.events] == [poster, poster]


@pytest.mark.parametrize(
    "lines",
    [
        ["RECURRENCE-ID;TZID=Europe/Rome:20270403T200000"],
        ["RECURRENCE-ID:20270403T180000Z", "DTSTART;VALUE=DATE:20270403"],
        ["RECURRENCE-ID;VALUE=DATE:20270403", "DTEND;VALUE=DATE:20270404"],
    ],
)
def test_date_is_called_off_without_title_and_time(lines):
    series = event("RRULE:FREQ=WEEKLY", start="DTSTART;TZID=Europe/Rome:20270327T200000")
    found = read(series, event(*lines, "STATUS:CANCELLED", start=None, title=None))
    assert found.refusals == ()
    start = datetime(2027, 4, 3, 20)
    cancelled = Override("2027-04-03T20:00:00", start, start, status="cancelled")
    assert found.events[0].overrides == (cancelled,)


def test_changed_occurrence_without_its_series_is_an_event_of_its_own():
    found = read(event("RECURRENCE-ID:20270403T180000Z"), event("RECURRENCE-ID:20270410T180000Z"))
    assert [one.uid for one in found.events] == [
        "one@example.org#20270403T180000Z",
        "one@example.org#20270410T180000Z",
    ]


def test_refused_series_takes_its_changed_occurrences_along():
    found = read(event("RRULE:FREQ=WEEKLY;INTERVAL=x"), event("RECURRENCE-ID:20270403T190000Z"))
    assert found.events == ()
    assert [refusal.line for refusal in found.refusals] == [4, 10]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("RECURRENCE-ID;RANGE=THISANDPRIOR:20270403T190000Z", "THISANDFUTURE"),
        ("RECURRENCE-ID:soon", "RECURRENCE-ID"),
    ],
)
def test_change_that_cannot_be_kept_is_refused_without_its_series(line, reason):
    found = read(event("RRULE:FREQ=WEEKLY"), event(line))
    assert len(found.events) == 1
    assert reason in found.refusals[0].reason


@pytest.mark.parametrize(
    ("of_series", "of_date", "visibility"),
    [
        (None, "PRIVATE", "private"),
        ("PUBLIC", "CONFIDENTIAL", "private"),
        ("PUBLIC", "X-SECRET", "private"),
        ("PUBLIC", "PUBLIC", None),
        ("PRIVATE", "PRIVATE", None),
        ("PRIVATE", "PUBLIC", None),
    ],
)
def test_date_may_be_more_private_than_its_series_but_not_less(of_series, of_date, visibility):
    series = event("RRULE:FREQ=WEEKLY", *([f"CLASS:{of_series}"] if of_series else []))
    date = event("RECURRENCE-ID:20270403T190000Z", f"CLASS:{of_date}", title="Secret")
    (override,) = read(series, date).events[0].overrides
    assert override.visibility == visibility
