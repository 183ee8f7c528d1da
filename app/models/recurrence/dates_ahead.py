"""The coming dates of a series as a short stored list: time passes without expanding the rule."""

from dataclasses import dataclass
from typing import NamedTuple

import orjson

from app.models.recurrence.series import Series

LISTED = 60  # dates: more than a year of a weekly series
FEW = 8  # dates, listed by a reader, who may find many series at once whose list is used up
HORIZON = 2 * 366 * 86_400  # seconds after which further dates are listed later


class Span(NamedTuple):
    """Start and end of one date in epoch seconds."""

    starts_at: int
    ends_at: int

    @property
    def over_at(self) -> int:
        """When it is over; a date without duration a second after its start."""
        return max(self.ends_at, self.starts_at + 1)


@dataclass(frozen=True, slots=True)
class DatesAhead:
    """Dates of a series that take place, in order of start, without gaps.

    ``is_complete`` if none follow. When no date is left, the last one alone is listed.
    """

    spans: tuple[Span, ...]
    is_complete: bool

    @classmethod
    def of(cls, series: Series, now: int, *, most: int = LISTED) -> "DatesAhead":
        """The dates that are not over at ``now``."""
        spans, is_cut = [], False
        for date in series.ahead(now):
            spans.append(Span(date.starts_at, date.ends_at))
            is_cut = len(spans) == most or date.starts_at > now + HORIZON
            if is_cut:
                break
        if spans:
            return cls(tuple(spans), not is_cut and series.has_end)
        last = series.last()
        return cls((Span(last.starts_at, last.ends_at),) if last else (), is_complete=True)

    def is_used_up(self, now: int) -> bool:
        """Whether later dates have to be listed to know the next one."""
        return not self.is_complete and all(span.over_at <= now for span in self.spans)

    def at(self, now: int) -> Span | None:
        """The first date that is not over, else the last one; None without any dates."""
        running = (span for span in self.spans if span.over_at > now)
        return next(running, self.spans[-1] if self.spans else None)

    def moves_at(self, now: int) -> int | None:
        """When another date than ``at(now)`` comes first; None if this never happens."""
        span = self.at(now)
        if span is None or span.over_at <= now:
            return None
        follows = not self.is_complete or span != self.spans[-1]
        return span.over_at if follows else None

    def to_json(self) -> str:
        """JSON text."""
        return orjson.dumps([self.is_complete, *map(list, self.spans)]).decode()

    @classmethod
    def from_json(cls, stored: str) -> "DatesAhead":
        """Parse the text of ``to_json``."""
        is_complete, *spans = orjson.loads(stored)
        return cls(tuple(Span(*span) for span in spans), is_complete)
