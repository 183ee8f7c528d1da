"""The next date of an event as its row has it, and how it moves on as time passes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import NamedTuple

from app.models.recurrence.dates_ahead import FEW, DatesAhead, Span
from app.models.recurrence.series import Series
from app.models.values import wall_time


@dataclass(frozen=True, slots=True)
class EventDate:
    """One date of an event: instants, and local times in the event's zone."""

    starts_at: int
    ends_at: int
    start: datetime
    end: datetime

    @classmethod
    def of(cls, span: Span, *, timezone: str, all_day: bool) -> "EventDate":
        """The date at ``span``; days begin at midnight, even where clocks skip it."""
        start, end = (wall_time.from_epoch(instant, timezone) for instant in span)
        if all_day:
            start, end = (datetime.combine(local.date(), time()) for local in (start, end))
        return cls(*span, start, end)


class StoredDate(NamedTuple):
    """The columns of an event that say which date is next, or the last one when none is left.

    They hold until ``moves_at``, or for good if it is None. Both instants are 0 for a series
    without any date that takes place.
    """

    next_starts_at: int
    next_ends_at: int
    moves_at: int | None
    dates_ahead: str | None

    @property
    def span(self) -> Span:
        """The date."""
        return Span(self.next_starts_at, self.next_ends_at)


COLUMNS = StoredDate._fields


def of_single(span: Span) -> StoredDate:
    """The columns of an event that does not repeat."""
    return StoredDate(*span, None, None)


def of_series(series: Series, now: int) -> StoredDate:
    """The columns of a series."""
    return _at(DatesAhead.of(series, now), now)


def moved(dates_ahead: str | None, read_series: Callable[[], Series], now: int) -> StoredDate:
    """The columns of a series with these stored dates at ``now``.

    ``read_series`` is called only when the stored dates are used up.
    """
    ahead = DatesAhead.from_json(dates_ahead) if dates_ahead else None
    if ahead is None or ahead.is_used_up(now):
        ahead = DatesAhead.of(read_series(), now, most=FEW)
    return _at(ahead, now)


def _at(ahead: DatesAhead, now: int) -> StoredDate:
    span = ahead.at(now) or Span(0, 0)
    return StoredDate(*span, ahead.moves_at(now), ahead.to_json())
