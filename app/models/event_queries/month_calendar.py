"""The dates of a team in one month, day by day, for calendars on pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import orjson

from app.config import settings
from app.models.event_queries import occurrence_query
from app.models.event_queries.event_filter import EventFilter
from app.models.event_queries.month import Month
from app.models.event_queries.occurrence_query import Position
from app.models.events import event_json
from app.models.events.event_audience import AudienceRule

MAX_DATES = 200  # of one page
DAY = timedelta(days=1)  # more than any offset from UTC


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """One time at which an event takes place, in its own zone; ``last`` is its last day."""

    slug: str
    title: str
    place: str
    status: str
    visibility: str
    start: datetime
    last: date
    all_day: bool

    def days_in(self, month: Month) -> Iterator[date]:
        """Its days that are in ``month``, in order."""
        first, last = max(self.start.date(), month.first), min(self.last, month.last)
        return (first + n * DAY for n in range((last - first).days + 1))


@dataclass(frozen=True, slots=True)
class MonthPage:
    """The dates of a month in order of start, and the position of the next page; None on the last.

    ``dates`` is None when the team has more series than can be looked through.
    """

    dates: list[CalendarDate] | None
    next: Position | None


def read(
    team_id: int,
    month: Month,
    rule: AudienceRule,
    *,
    text: str | None = None,
    tag: str | None = None,
    after: Position | None = None,
) -> MonthPage:
    """The first MAX_DATES dates of ``month`` that match ``text`` and ``tag``, after ``after``."""
    window = EventFilter(
        ends_after=_epoch(month.first - DAY),
        starts_before=_epoch(month.last + 2 * DAY),
        text=text,
        tag=tag,
    )
    try:
        page = occurrence_query.list_page(team_id, window, after=after, limit=MAX_DATES, rule=rule)
    except occurrence_query.TooManySeriesError:
        return MonthPage(None, None)
    stored = event_json.with_base_url(f"[{page.rendered}]", settings().public_url)
    dates = map(_read_date, orjson.loads(stored))
    return MonthPage([item for item in dates if any(item.days_in(month))], page.next)


def _read_date(event: dict[str, Any]) -> CalendarDate:
    start, end = (datetime.fromisoformat(event[name]["local"]) for name in ("start", "end"))
    return CalendarDate(
        slug=event["slug"],
        title=event["title"],
        place=(event["venue"] or {}).get("name") or "",
        status=event["status"],
        visibility=event["visibility"],
        start=start,
        last=_last_day(start, end, all_day=event["all_day"]),
        all_day=event["all_day"],
    )


def _last_day(start: datetime, end: datetime, *, all_day: bool) -> date:
    """The last day of a date; one of less than a day has only its first."""
    if not all_day and end - start < DAY:
        return start.date()
    return max(start, end - timedelta.resolution).date()


def _epoch(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
