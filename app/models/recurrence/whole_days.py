"""The times of an all-day event, from midnight to midnight."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from app.models.recurrence import recurrence_rule
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.recurrence.times import Times

DAY = timedelta(days=1)
LATEST = datetime(9001, 1, 1)  # the end of the last allowed day
CLOCK_PARTS = ("BYHOUR", "BYMINUTE", "BYSECOND")


def midnight(moment: datetime) -> datetime:
    """Midnight at the beginning of the day."""
    return datetime.combine(moment.date(), time())


def span(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Midnight before the first day and after the last; an end during a day includes that day.

    At least one day. Both stay unchanged if ``end`` is on an earlier day.
    """
    last = min(end, LATEST)
    first, after = midnight(start), midnight(last)
    if after < first:
        return start, end
    return first, after + DAY if last > after or after == first else after


def settle(times: Times) -> Times:
    """The times of an all-day event without times of day; its rule is checked already.

    Raises ValidationError("recurrence", …) for invalid occurrences.
    """
    start, end = span(times.start, times.end)
    if times.recurrence is None:
        return replace(times, start=start, end=end)
    return replace(
        times,
        start=start,
        end=end,
        recurrence=_recurrence(times.recurrence),
        overrides=tuple(map(_override, times.overrides)),
    )


def _recurrence(recurrence: Recurrence) -> Recurrence:
    return Recurrence(
        recurrence.rrule and _without_clock(recurrence.rrule),
        _days(recurrence.rdates),
        _days(recurrence.exdates),
    )


def _without_clock(rule: str) -> str:
    """The rule without the parts for times of day (RFC 5545 section 3.3.10)."""
    parts = recurrence_rule.split(rule)
    return recurrence_rule.join(
        {name: value for name, value in parts.items() if name not in CLOCK_PARTS}
    )


def _days(dates: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(moment[:10] for moment in dates))


def _override(override: Override) -> Override:
    override.check()
    start, end = span(override.start, override.end)
    return replace(override, recurrence_id=override.recurrence_id[:10], start=start, end=end)
