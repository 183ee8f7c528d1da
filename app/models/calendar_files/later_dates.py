"""Changes of one date of a series and all later ones (RFC 5545 section 3.2.13, THISANDFUTURE)."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.models.calendar_files import vevent
from app.models.calendar_files.vevent import CalendarEvent, Draft
from app.models.recurrence import series_part
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.recurrence.series import Series
from app.models.recurrence.times import Times


@dataclass(frozen=True)
class LaterDates:
    """How the dates from ``since``, a wall time of the series, are: the first is ``event``."""

    draft: Draft
    since: datetime
    event: CalendarEvent


def series_of(moment: datetime, series: CalendarEvent, later: list[LaterDates]) -> CalendarEvent:
    """What the date at ``moment`` is without changes of its own; ``later`` is in order."""
    return next((part.event for part in reversed(later) if part.since <= moment), series)


def split(series: CalendarEvent, later: list[LaterDates]) -> list[CalendarEvent]:
    """The series as it is before the first change, and one series for each change.

    Each date moves by as much as the first (section 3.8.4.4). The earliest part keeps the UID.
    """
    times = _times(series)
    before = series_part.part(times, None, later[0].since)
    events = [] if before is None else [_at(series, before)]
    ends = (*(part.since for part in later[1:]), None)
    for part, end in zip(later, ends, strict=True):
        event = _changed_part(times, part, end)
        if events:
            event = replace(event, uid=vevent.uid_of_occurrence(part.draft))
        else:
            event = replace(event, uid=series.uid, former=None)
        events.append(event)
    return events


def _changed_part(times: Times, part: LaterDates, end: datetime | None) -> CalendarEvent:
    usual = series_part.part(times, part.since, end)
    first, by = part.event, part.event.start - part.since
    if usual is None:
        return first
    length = first.end - first.start
    moved = series_part.shift(usual, by, length, all_day=first.all_day)
    series, recurrence = Series(moved), moved.recurrence or Recurrence()
    before = Series(usual)

    def rename(override: Override) -> Override:
        moment = before.moment(override.recurrence_id) + by
        return replace(override, recurrence_id=series.name(moment))

    name = series.name(first.start)
    if series.find(name) is None and not series.leaves_out(first.start):
        # It changes a date that the series does not have: one more.
        recurrence = replace(recurrence, rdates=(*recurrence.rdates, name))
    overrides = tuple(map(rename, usual.overrides))
    return _at(first, replace(moved, recurrence=recurrence, overrides=overrides))


def _times(event: CalendarEvent) -> Times:
    return Times(
        event.start, event.end, event.timezone, event.all_day, event.recurrence, event.overrides
    )


def _at(event: CalendarEvent, times: Times) -> CalendarEvent:
    return replace(event, **vars(times))
