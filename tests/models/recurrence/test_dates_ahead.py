"""The stored list of coming dates, compared with the whole series expanded at every moment."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.events.event_details import EventDetails
from app.models.recurrence import dates_ahead
from app.models.recurrence.dates_ahead import DatesAhead, Span
from app.models.recurrence.recurrence import Override, Recurrence

START = datetime(2027, 1, 4, 20, 0)  # a Monday
DAY = 86_400
ZONES = ("Europe/Rome", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
RULES = (
    *("FREQ=DAILY", "FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;BYDAY=MO,SA", "FREQ=WEEKLY;COUNT=70"),
    *("FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", None),
    "FREQ=DAILY;BYHOUR=2;UNTIL=20270401T000000Z",
)
JUMPS = st.sampled_from((60, 3600, DAY, 7 * DAY, 30 * DAY, 400 * DAY, 3000 * DAY))


def series(rule=None, *, start=START, length=timedelta(hours=2), zone="Europe/Rome", **more):
    overrides = more.pop("overrides", ())
    all_day = more.pop("all_day", False)
    recurrence = Recurrence(rule, **more)
    details = EventDetails(
        "Night", start, start + length, zone, all_day, recurrence=recurrence, overrides=overrides
    )
    return details.checked(strict=False).series


def epoch(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp())


def naive(series, now):
    """The first date that takes place and is not over, found by expanding everything."""
    until = now + 40 * 366 * DAY
    dates = (date for date in series.between(now - 30 * DAY, until) if date.status != "cancelled")
    left = (Span(date.starts_at, date.ends_at) for date in dates)
    return next((span for span in left if span.over_at > now), None)


@st.composite
def changed_dates(draw):
    """Overrides on the first weeks: cancelled, moved before or behind neighbours, or very long."""
    days = draw(st.lists(st.integers(0, 80), max_size=4, unique=True))
    overrides = []
    for day in days:
        usual = START + timedelta(days=day)
        start = usual + timedelta(hours=draw(st.integers(-24 * 10, 24 * 10)))
        end = start + timedelta(hours=draw(st.sampled_from((0, 1, 24 * 12))))
        status = draw(st.sampled_from((None, "cancelled", "postponed")))
        overrides.append(Override(usual.isoformat(), start, end, status=status))
    return tuple(overrides)


@settings(deadline=None, max_examples=60)
@given(
    rule=st.sampled_from(RULES),
    zone=st.sampled_from(ZONES),
    overrides=changed_dates(),
    length=st.sampled_from((timedelta(), timedelta(hours=2), timedelta(days=3))),
    excluded=st.lists(st.integers(1, 80), max_size=3),
    jumps=st.lists(JUMPS, max_size=8),
)
def test_list_that_moves_on_is_the_series_expanded(rule, zone, overrides, length, excluded, jumps):
    gone = tuple((START + timedelta(days=day)).isoformat() for day in excluded)
    night = series(rule, zone=zone, overrides=overrides, length=length, exdates=gone)
    now = epoch(2027, 1, 1)
    stored = DatesAhead.of(night, now).to_json()
    before, moves_at = None, 0
    for jump in (0, *jumps):
        now += jump
        ahead = DatesAhead.from_json(stored)
        if ahead.is_used_up(now):
            ahead = DatesAhead.of(night, now)
            stored = ahead.to_json()
        span, expected = ahead.at(now), naive(night, now)
        if expected is not None:
            assert span == expected
        else:
            assert span is None or span.over_at <= now
        if moves_at is not None and moves_at > now:
            assert span == before
        before, moves_at = span, ahead.moves_at(now)


def test_ended_series_has_its_last_date_that_took_place():
    off = Override("2027-01-25T20:00:00", START + 3 * timedelta(7), START + 3 * timedelta(7.1))
    off = Override(off.recurrence_id, off.start, off.end, status="cancelled")
    ahead = DatesAhead.of(series("FREQ=WEEKLY;COUNT=4", overrides=(off,)), epoch(2030, 1, 1))
    assert ahead.at(epoch(2030, 1, 1)).starts_at == epoch(2027, 1, 18, 19)
    assert ahead.moves_at(epoch(2030, 1, 1)) is None


def test_series_whose_dates_are_all_cancelled_has_none():
    off = Override(START.isoformat(), START, START + timedelta(hours=1), status="cancelled")
    ahead = DatesAhead.of(series(overrides=(off,)), 0)
    assert ahead.at(0) is None
    assert ahead.moves_at(0) is None


def test_reader_lists_only_a_few_dates_anew():
    ahead = DatesAhead.of(series("FREQ=DAILY"), epoch(2027, 1, 1), most=3)
    assert len(ahead.spans) == 3
    assert not ahead.is_used_up(ahead.spans[-1].starts_at)
    assert ahead.is_used_up(ahead.spans[-1].over_at)


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=YEARLY"])
def test_list_is_short_however_long_the_series(rule):
    ahead = DatesAhead.of(series(rule), epoch(2027, 1, 1))
    assert 1 < len(ahead.spans) <= dates_ahead.LISTED
    assert not ahead.is_complete
    assert len(ahead.to_json()) < 2_000
