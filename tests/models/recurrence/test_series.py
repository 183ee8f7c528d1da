"""Occurrences of series, compared with what recurring-ical-events finds."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.calendar_files import ics_file
from app.models.events.event_details import EventDetails
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.recurrence.rule_times import Rule
from app.models.recurrence.series import Series
from app.models.values.errors import ValidationError
from tests.support.ics import SAMPLES, calendar, event
from tests.support.occurrences import independent_occurrences, our_occurrences

START = datetime(2027, 3, 22, 20, 0)  # a Monday
ZONES = ("Europe/Rome", "America/New_York", "Australia/Lord_Howe", "UTC")
DAYS = st.sampled_from("MO TU WE TH FR SA SU".split())


def series(rule=None, *, start=START, hours=2, zone="Europe/Rome", overrides=(), **dates):
    end = start + timedelta(hours=hours)
    details = EventDetails(
        "Night", start, end, zone, recurrence=Recurrence(rule, **dates), overrides=overrides
    )
    return Series(details.checked(strict=False).times)


def epoch(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp())


def two_years(moment, zone):
    """Midnights of ``zone``, so that it does not matter when days begin elsewhere."""
    since = datetime(moment.year, moment.month, moment.day, tzinfo=ZoneInfo(zone))
    return since, since + timedelta(days=731)


def starts(found):
    return [f"{one.start:%d %b %H:%M}" for one in found]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.ics")), ids=lambda path: path.stem)
def test_real_calendar_takes_place_when_another_reader_says(path):
    data = path.read_bytes()
    read = ics_file.read(data, default_timezone="Europe/Rome")
    first = min(one.start for one in read.events)
    for day in (first - timedelta(days=2), datetime(2026, 7, 1)):
        since, until = two_years(day, read.timezone)
        theirs = independent_occurrences(data, since, until, read.timezone)
        assert our_occurrences(read, since, until) == theirs


@st.composite
def rules(draw):
    """A rule of any frequency, mostly one that has occurrences."""
    frequency = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 4))}"]
    numbered = st.builds("{}{}".format, st.sampled_from((1, 2, 3, 4, 5, -1, -2)), DAYS)
    in_month = st.integers(-31, 31).filter(bool)
    choices = {
        "BYDAY": st.lists(DAYS, min_size=1, max_size=3, unique=True),
        "BYMONTH": st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True),
        "BYHOUR": st.lists(st.integers(0, 23), min_size=1, max_size=2, unique=True),
        "BYMINUTE": st.lists(st.sampled_from((0, 15, 30)), min_size=1, max_size=2, unique=True),
    }
    if frequency in {"MONTHLY", "YEARLY"}:
        choices["BYMONTHDAY"] = st.lists(in_month, min_size=1, max_size=4, unique=True)
        choices["BYDAY"] |= st.lists(numbered, min_size=1, max_size=2, unique=True)
    if frequency == "YEARLY":
        choices["BYYEARDAY"] = st.lists(
            st.integers(-366, 366).filter(bool), min_size=1, max_size=3, unique=True
        )
        choices["BYWEEKNO"] = st.lists(
            st.integers(1, 53) | st.integers(-52, -1), min_size=1, max_size=3, unique=True
        )
    for name in draw(st.sets(st.sampled_from(sorted(choices)), max_size=3)):
        parts.append(f"{name}={','.join(map(str, draw(choices[name])))}")
    if len(parts) > 2:
        position = st.lists(st.sampled_from((1, 2, 3, -1, -2)), min_size=1, max_size=2, unique=True)
        parts += draw(st.sampled_from(([], [], [f"BYSETPOS={','.join(map(str, draw(position)))}"])))
    parts += draw(st.sampled_from(([], [f"WKST={draw(DAYS)}"])))
    ends = st.builds("COUNT={}".format, st.integers(1, 40)) | st.builds(
        "UNTIL=20{}{:02}{:02}".format, st.integers(28, 30), st.integers(1, 12), st.integers(1, 28)
    )
    parts += draw(st.sampled_from(([], [draw(ends)])))
    return ";".join(parts)


@settings(deadline=None, max_examples=40)
@given(
    rules(),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    st.sampled_from((*ZONES, None)),
    st.integers(0, 30),
    st.integers(-10, 1500),
    st.sets(st.integers(0, 400), max_size=3),
)
def test_any_rule_takes_place_when_another_reader_says(rule, start, zone, hours, days, others):
    start = start.replace(second=0, microsecond=0)
    rule += "" if zone is None or "UNTIL" not in rule else "T190000Z"
    form = ";VALUE=DATE:%Y%m%d" if zone is None else f";TZID={zone}:%Y%m%dT%H%M%S"
    rule = (
        rule
        if zone
        else ";".join(p for p in rule.split(";") if "HOUR" not in p and "MINU" not in p)
    )
    end = start + (timedelta(hours=hours) if zone else timedelta(days=1 + hours // 10))
    lines = [f"DTEND{end:{form}}", f"RRULE:{rule}"]
    # The other reader takes a left-out wall time for one in UTC, too, where hours differ.
    for number in (
        others if "BYHOUR" not in rule else ()
    ):  # extra dates, of which some are left out again
        moment = start + timedelta(days=number)
        lines.append(f"{'EXDATE' if number % 2 else 'RDATE'}{moment:{form}}")
    data = calendar(event(*lines, start=f"DTSTART{start:{form}}"))
    try:
        read = ics_file.read(data, default_timezone="Europe/Rome")
    except ics_file.CalendarFileError:
        return  # refused as dangerous
    if read.refusals:
        return
    since, until = two_years(start + timedelta(days=days), read.timezone)
    theirs = independent_occurrences(data, since, until, read.timezone)
    assert our_occurrences(read, since, until) == theirs


def test_times_that_clocks_skip_or_double_are_settled():
    nights = series("FREQ=DAILY;COUNT=3", start=datetime(2027, 3, 27, 2, 30), hours=1)
    found = list(nights.between(epoch(2027, 3, 27), epoch(2027, 4, 2)))
    assert starts(found) == ["27 Mar 02:30", "28 Mar 03:30", "29 Mar 02:30"]
    # Rome skips 02:30 on the 28th: the clocks show 03:30 then.
    assert [one.starts_at for one in found] == [
        epoch(2027, 3, 27, 1, 30),
        epoch(2027, 3, 28, 1, 30),
        epoch(2027, 3, 29, 0, 30),
    ]
    assert {one.ends_at - one.starts_at for one in found} == {3600}
    assert all((one.end - one.start) == timedelta(hours=1) for one in found)
    autumn = series("FREQ=DAILY;COUNT=2", start=datetime(2027, 10, 30, 2, 30))
    assert autumn.find("2027-10-31T02:30:00").starts_at == epoch(2027, 10, 31, 0, 30)


def test_overrides_move_into_and_out_of_the_window():
    moved_in = Override("2027-05-03T20:00:00", datetime(2027, 4, 1, 9), datetime(2027, 4, 1, 10))
    moved_out = Override("2027-03-29T20:00:00", datetime(2027, 8, 1, 9), datetime(2027, 8, 1, 10))
    weekly = series("FREQ=WEEKLY;COUNT=8", overrides=(moved_in, moved_out))
    found = list(weekly.between(epoch(2027, 3, 20), epoch(2027, 4, 8)))
    assert starts(found) == ["22 Mar 20:00", "01 Apr 09:00", "05 Apr 20:00"]
    assert found[1].recurrence_id == "2027-05-03T20:00:00"
    assert weekly.last_ends_at == epoch(2027, 8, 1, 8)


def test_what_is_over_when_the_window_begins_is_not_in_it():
    weekly = series("FREQ=WEEKLY")
    (first, *_rest) = weekly.between(epoch(2027, 3, 22, 20, 59), epoch(2027, 4, 1))
    assert first.start == START
    assert starts(weekly.between(epoch(2027, 3, 22, 21), epoch(2027, 4, 1))) == ["29 Mar 20:00"]


def test_window_far_away_costs_what_a_near_one_does(monkeypatch):
    daily = series("FREQ=DAILY", start=datetime(1971, 1, 1, 20))
    looked_at = []
    period = Rule._period
    monkeypatch.setattr(Rule, "_period", lambda *one: looked_at.append(one) or period(*one))
    (first, *_rest) = islice(daily.between(epoch(8900, 1, 1), epoch(8900, 2, 1)), 3)
    assert first.start == datetime(8900, 1, 1, 20)
    assert len(looked_at) < 40


@pytest.mark.parametrize(
    ("rule", "dates", "last"),
    [
        ("FREQ=WEEKLY", {}, None),
        ("FREQ=WEEKLY;COUNT=3", {}, epoch(2027, 4, 5, 20)),
        ("FREQ=WEEKLY;UNTIL=20270410T000000Z", {}, epoch(2027, 4, 5, 20)),
        ("FREQ=WEEKLY;COUNT=3", {"exdates": ("2027-04-05T20:00:00",)}, epoch(2027, 3, 29, 20)),
        ("FREQ=WEEKLY;COUNT=3", {"rdates": ("2027-06-01T20:00:00",)}, epoch(2027, 6, 1, 20)),
        (None, {"rdates": ("2027-06-01",)}, epoch(2027, 6, 1, 20)),
        ("FREQ=YEARLY;INTERVAL=900;BYMONTH=2;BYMONTHDAY=29;COUNT=10000", {}, None),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU;UNTIL=29991231", {}, epoch(2027, 3, 22, 21)),
    ],
    ids="forever counted until left-out added dates-only sparse never".split(),
)
def test_last_date_of_a_series(rule, dates, last):
    assert series(rule, **dates).last_ends_at == last


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("2027-03-29T20:00:00", True),
        ("2027-03-29", True),
        ("2027-03-29T21:00:00", False),
        ("2027-04-05T20:00:00", False),
        ("2029-03-26T20:00:00", True),
        ("1999-03-22T20:00:00", False),
    ],
    ids="there day-alone other-time left-out far before".split(),
)
def test_occurrence_is_found_by_its_name(name, there):
    weekly = series("FREQ=WEEKLY", exdates=("2027-04-05T20:00:00",))
    assert (weekly.find(name) is not None) == there


@pytest.mark.parametrize(
    "override",
    [
        Override("2027-03-29T20:00:00", START, START, title="x" * 201),
        Override("2027-03-29T20:00", START, START),
        Override("9999-12-31", START, START),
    ],
    ids=["long-title", "no-seconds", "far"],
)
def test_change_that_no_event_may_have_is_refused(override):
    with pytest.raises(ValidationError):
        series("FREQ=WEEKLY", overrides=(override,))


def test_change_is_cleaned_as_an_event_is():
    html = "<p>Hello<script>alert(1)</script></p>"
    changed = Override("2027-03-29T20:00:00", START, START, description_html=html)
    (kept,) = series("FREQ=WEEKLY", overrides=(changed,)).overrides.values()
    assert kept.description_html == "<p>Hello</p>"
