"""Dates of a series that are named by another clock than its own."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.calendar_files import ics_file
from tests.support.ics import calendar, event, read, read_one
from tests.support.occurrences import independent_occurrences, our_occurrences

ROME = "DTSTART;TZID=Europe/Rome:20270602T200000"
NEW_YORK = "DTSTART;TZID=America/New_York:20270602T200000"
FLOATING = "DTSTART:20270602T200000"
IN_UTC = "DTSTART:20270602T200000Z"
ALL_DAY = "DTSTART;VALUE=DATE:20270602"
DAILY = "RRULE:FREQ=DAILY;COUNT=3"
FORMS = ("own", "floating", "utc", "other", "day")
OTHER = "Asia/Tokyo"


@pytest.mark.parametrize(
    ("start", "exdate"),
    [
        (ROME, ":20270603T200000"),
        (ROME, ":20270603T180000Z"),
        (ROME, ":20270603T200000Z"),
        (ROME, ";TZID=America/New_York:20270603T140000"),
        (ROME, ";TZID=America/New_York:20270603T200000"),
        (ROME, ";VALUE=DATE:20270603"),
        (NEW_YORK, ":20270603T200000"),
        (NEW_YORK, ":20270604T000000Z"),
        (IN_UTC, ":20270603T200000"),
        (FLOATING, ":20270603T200000Z"),
        (FLOATING, ";TZID=America/New_York:20270603T200000"),
        (FLOATING, ":20270603T200000"),
    ],
)
def test_excluded_date_is_known_however_it_is_named(start, exdate):
    found = read_one(DAILY, f"EXDATE{exdate}", start=start)
    assert found.recurrence.exdates == ("2027-06-03T20:00:00",)


@pytest.mark.parametrize(
    ("exdate", "zone", "excluded"),
    [
        (";VALUE=DATE:20270603", None, True),
        (":20270603T000000", None, True),
        (":20270603T000000Z", None, True),
        (";TZID=America/New_York:20270603T000000", None, True),
        (":20270603T100000", None, False),
        (":20270602T220000Z", None, False),
        (":20270602T220000Z", "Europe/Rome", True),
        (":20270603T100000Z", "Europe/Rome", False),
    ],
)
def test_all_day_series_excludes_days_only(exdate, zone, excluded):
    (found,) = read(event(DAILY, f"EXDATE{exdate}", start=ALL_DAY), zone=zone).events
    assert found.recurrence.exdates == (("2027-06-03",) if excluded else ())


def test_day_excludes_each_date_on_it():
    found = read_one(
        "RRULE:FREQ=DAILY;COUNT=6;BYHOUR=14,20", "EXDATE;VALUE=DATE:20270603", start=ROME
    )
    assert found.recurrence.exdates == ("2027-06-03T14:00:00", "2027-06-03T20:00:00")


def test_start_without_zone_is_in_that_of_its_other_dates():
    (found,) = read(event(DAILY, "RDATE:20270613T200000Z", start=FLOATING)).events
    assert (found.start, found.timezone) == (datetime(2027, 6, 2, 20), "UTC")
    (found,) = read(event(DAILY, "RDATE:20270613T200000Z", start=FLOATING), zone=OTHER).events
    assert found.timezone == OTHER
    assert found.recurrence.rdates == ("2027-06-14T05:00:00",)


def test_until_of_a_start_without_zone_is_on_its_clock():
    until = "RRULE:FREQ=DAILY;UNTIL=20270604T190000Z"
    (found,) = read(event(until, start=FLOATING), default="America/New_York").events
    assert found.recurrence.rrule == "FREQ=DAILY;UNTIL=20270604T190000"
    (found,) = read(event(until, start=FLOATING), zone="America/New_York").events
    assert found.recurrence.rrule == "FREQ=DAILY;UNTIL=20270604T190000Z"


@pytest.mark.parametrize("which", [":20270603T200000", ":20270604T000000Z", ":20270603T200000Z"])
def test_changed_date_is_known_however_it_is_named(which):
    moved = event(f"RECURRENCE-ID{which}", start="DTSTART:20270603T210000")
    (found,) = read(event(DAILY, start=NEW_YORK), moved).events
    (override,) = found.overrides
    assert override.recurrence_id == "2027-06-03T20:00:00"
    assert override.start == datetime(2027, 6, 3, 21)


def _write(name, wall, form, zone, *, by_clock):
    """A line that names the wall time in ``zone`` in one of FORMS, by its clock or its instant."""
    if form == "day":
        return f"{name};VALUE=DATE:{wall:%Y%m%d}"
    there = {"own": zone, "floating": zone, "utc": "UTC", "other": OTHER}[form]
    if not by_clock and there not in {None, zone} and zone:
        wall = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo(there))
    if form == "floating" or there is None:
        return f"{name}:{wall:%Y%m%dT%H%M%S}"
    if there == "UTC":
        return f"{name}:{wall:%Y%m%dT%H%M%SZ}"
    return f"{name};TZID={there}:{wall:%Y%m%dT%H%M%S}"


@st.composite
def series(draw):
    """Lines of a series, its zone (None: floating or all-day) and the zone of its calendar."""
    zone = draw(st.sampled_from(("Europe/Rome", "America/New_York", "UTC", None, "day")))
    calendar_zone = draw(st.sampled_from((None, None, "Europe/Berlin")))
    # Readers differ about a series in UTC in a calendar with a zone of its own.
    calendar_zone = None if zone == "UTC" else calendar_zone
    is_day, zone = zone == "day", None if zone == "day" else zone
    start = datetime(2027, 4, 5) + timedelta(days=draw(st.integers(0, 20)))
    start += timedelta() if is_day else timedelta(minutes=30 * draw(st.integers(2, 44)))
    rule = draw(st.sampled_from(("DAILY", "WEEKLY;BYDAY=MO,TH", "MONTHLY")))
    lines = [_write("DTSTART", start, "day" if is_day else "own", zone, by_clock=True)]
    lines.append(f"RRULE:FREQ={rule};COUNT={draw(st.integers(2, 8))}")
    # One form for a start without zone, which takes over the zone of the others.
    shared = draw(st.sampled_from(FORMS[:4]))
    for _number in range(draw(st.integers(0, 4))):
        name = draw(st.sampled_from(("EXDATE", "EXDATE", "RDATE")))
        forms = FORMS if is_day or name == "EXDATE" else FORMS[:4]
        form = draw(st.sampled_from(forms)) if zone or is_day else shared
        # The other reader takes an added time for an excluded one with the same figures.
        minutes = 15 if name == "RDATE" and not is_day else 0
        wall = start + timedelta(days=draw(st.integers(0, 30)), minutes=minutes)
        lines.append(_write(name, wall, form, zone, by_clock=draw(st.booleans())))
    return lines, calendar_zone


@settings(deadline=None, max_examples=60)
@given(series())
def test_any_names_of_dates_mean_what_another_reader_takes_them_for(written):
    (start, *lines), zone = written
    data = calendar(event(*lines, start=start), zone=zone)
    found = ics_file.read(data, default_timezone="Europe/Rome")
    window = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 6, 1, tzinfo=UTC)
    # It shows a day twice that an added time is on.
    theirs = sorted(set(independent_occurrences(data, *window, found.timezone)))
    if not theirs:
        return  # a series without dates is refused
    assert our_occurrences(found, *window) == theirs
