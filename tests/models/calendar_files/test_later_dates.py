"""One date and all later ones are changed together (RANGE=THISANDFUTURE)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.calendar_files import ics_file
from tests.support.ics import calendar, event, read
from tests.support.occurrences import independent_occurrences, our_occurrences

START = datetime(2027, 6, 2, 20)
WINDOW = datetime(2027, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)


def line(name, moment):
    return f"{name};TZID=Europe/Rome:{moment:%Y%m%dT%H%M%S}"


def series(*lines, start=START):
    end = line("DTEND", start + timedelta(hours=1))
    return event(end, *lines, start=line("DTSTART", start))


def later(since, start, *lines, hours=2, title="Later"):
    return event(
        line("RECURRENCE-ID;RANGE=THISANDFUTURE", since),
        line("DTEND", start + timedelta(hours=hours)),
        *lines,
        start=line("DTSTART", start),
        title=title,
    )


def day(number, hour=20):
    return START.replace(day=number, hour=hour)


def dates(*parts):
    """[day and time, hours, title] of every date."""
    data = calendar(*parts)
    found = ics_file.read(data, default_timezone="Europe/Rome")
    assert found.refusals == ()
    ours = sorted(
        (start, end, title) for _uid, title, start, end in our_occurrences(found, *WINDOW)
    )
    theirs = independent_occurrences(data, *WINDOW, "Europe/Rome")
    assert ours == sorted((start, end, title) for _uid, title, start, end in theirs)
    return [
        (f"{datetime.fromtimestamp(start, UTC) + timedelta(hours=2):%d %H}", (end - start) // 3600)
        for start, end, _title in ours
    ]


def test_later_dates_move_and_last_as_long_as_the_first_of_them():
    found = dates(series("RRULE:FREQ=DAILY;COUNT=4"), later(day(3), day(3, 21)))
    assert found == [("02 20", 1), ("03 21", 2), ("04 21", 2), ("05 21", 2)]


def test_single_change_counts_before_that_of_later_dates():
    single = event(line("RECURRENCE-ID", day(4)), start=line("DTSTART", day(4, 12)))
    found = dates(series("RRULE:FREQ=DAILY;COUNT=4"), single, later(day(3), day(3, 21)))
    assert found == [("02 20", 1), ("03 21", 2), ("04 12", 0), ("05 21", 2)]


def test_later_dates_change_again():
    found = dates(
        series("RRULE:FREQ=DAILY;COUNT=5"),
        later(day(5), day(5, 10), hours=3),
        later(day(3), day(3, 21)),
    )
    assert found == [("02 20", 1), ("03 21", 2), ("04 21", 2), ("05 10", 3), ("06 10", 3)]


def test_excluded_date_stays_excluded():
    rules = ("RRULE:FREQ=DAILY;COUNT=4", line("EXDATE", day(4)))
    assert dates(series(*rules), later(day(3), day(3, 21))) == [
        ("02 20", 1),
        ("03 21", 2),
        ("05 21", 2),
    ]


def test_first_date_with_all_later_ones_is_the_series_itself():
    (found,) = read(series("RRULE:FREQ=DAILY"), later(START, day(3))).events
    assert (found.uid, found.title, found.start) == ("one@example.org", "Later", day(3))


def test_parts_have_identifiers_that_stay():
    found = read(series("RRULE:FREQ=WEEKLY"), later(day(9), day(10)))
    assert [one.uid for one in found.events] == [
        "one@example.org",
        "one@example.org#20270609T200000",
    ]
    assert [one.recurrence.rrule for one in found.events] == [
        "FREQ=WEEKLY;UNTIL=20270609T175959Z",
        "FREQ=WEEKLY",
    ]


def test_later_dates_that_are_cancelled_are_cancelled():
    found = read(series("RRULE:FREQ=WEEKLY"), later(day(9), day(9), "STATUS:CANCELLED"))
    assert [one.status for one in found.events] == [None, "cancelled"]


def test_change_of_one_date_may_have_the_title_of_the_series_again():
    single = event(line("RECURRENCE-ID", day(4)), start=line("DTSTART", day(4, 12)))
    found = read(series("RRULE:FREQ=DAILY;COUNT=4"), later(day(3), day(3, 21)), single)
    (override,) = found.events[1].overrides
    assert (override.title, override.recurrence_id) == ("Night", "2027-06-04T21:00:00")


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(
        (
            "FREQ=DAILY;COUNT=9",
            "FREQ=WEEKLY;COUNT=9;BYDAY=MO,WE,FR",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,SU;UNTIL=20270901T000000Z",
            "FREQ=MONTHLY;BYDAY=1WE;COUNT=5",
            "FREQ=MONTHLY;COUNT=5",
            "FREQ=DAILY;INTERVAL=3;BYHOUR=10,20;COUNT=8",
        )
    ),
    st.integers(0, 3),
    st.integers(-60, 60),
    st.integers(0, 5),
    st.sets(st.integers(1, 6), max_size=2),
)
def test_any_later_dates_are_those_of_another_reader(rule, number, hours, length, excluded):
    bare = ics_file.read(calendar(series(f"RRULE:{rule}")), default_timezone="Europe/Rome")
    every = [datetime.fromtimestamp(at, UTC) for _u, _t, at, _e in our_occurrences(bare, *WINDOW)]
    walls = [at.replace(tzinfo=None) + timedelta(hours=2) for at in every]
    exdates = [line("EXDATE", walls[n]) for n in excluded if n < len(walls)]
    # The other reader shows an excluded date where a change names it.
    left = [wall for wall in walls if line("EXDATE", wall) not in exdates]
    since = left[number % len(left)]
    data = calendar(
        series(f"RRULE:{rule}", *exdates),
        later(since, since + timedelta(hours=hours), hours=length),
    )
    found = ics_file.read(data, default_timezone="Europe/Rome")
    assert found.refusals == ()
    theirs = independent_occurrences(data, *WINDOW, "Europe/Rome")
    assert sorted(one[1:] for one in our_occurrences(found, *WINDOW)) == sorted(
        one[1:] for one in theirs
    )
