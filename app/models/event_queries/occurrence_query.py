"""A team's events with series expanded date by date: keyset pages of a bounded window.

Single events come from the database in order; each series is expanded from the start of the page
on, and all are merged. The cost of a page depends on the number of series that have not ended, at
most MAX_SERIES, and not on the size of the window.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import NamedTuple

from app.database.hot_reads import HotQuery
from app.models.event_queries.event_filter import EventFilter
from app.models.event_queries.event_query import CONDITIONS, EventPage, EventRow, bind, like
from app.models.events import event_json
from app.models.events.event_audience import EXISTING, SHARED, AudienceRule
from app.models.recurrence.occurrence import Occurrence
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.recurrence.series import Series
from app.models.recurrence.times import Times

MAX_SERIES = 5_000
Position = tuple[int, int, str]  # start, event id and recurrence id ("" for a single event)

_SINGLE = """
SELECT id, starts_at AS place, rendered FROM event
 WHERE team_id = :team_id AND {seen} AND recurrence_json IS NULL AND starts_at > :earliest
   AND (ends_at > :ends_after OR starts_at >= :ends_after) {conditions}
 ORDER BY starts_at, id LIMIT :limit
"""
_SERIES = """
SELECT id, status, start_local, end_local, timezone, all_day, recurrence_json, overrides_json,
       rule_end_local, {text} AS has_text
  FROM event
 WHERE team_id = :team_id AND {seen} AND recurrence_json IS NOT NULL
   AND (last_ends_at > :ends_after OR last_ends_at IS NULL) {conditions}
 ORDER BY starts_at, id LIMIT :limit
"""
_OF_A_DATE = "lower(overrides_json) LIKE lower(:text_in_json) ESCAPE '!'"
_RENDERED = "SELECT id, rendered FROM event WHERE team_id = :team_id AND id IN ({ids})"


class SeriesRow(NamedTuple):
    """A series, and whether it has the text of the filter itself."""

    id: int
    status: str
    start_local: str | datetime
    end_local: str | datetime
    timezone: str
    all_day: bool
    recurrence_json: str
    overrides_json: str
    rule_end_local: str | datetime | None
    has_text: bool


class RenderedRow(NamedTuple):
    """The stored JSON of an event."""

    id: int
    rendered: str


class TooManySeriesError(Exception):
    """The list would cover more than MAX_SERIES series."""


def list_page(
    team_id: int,
    event_filter: EventFilter,
    *,
    after: Position | None,
    limit: int,
    rule: AudienceRule = SHARED,
) -> EventPage[Position]:
    """The first ``limit`` dates under ``rule``, in order of start, after ``after``.

    Private dates of series are among them under EXISTING alone, which is for members.

    ``event_filter`` must have a window; its tag and time of change apply to the series, its text
    also to the date's own title or venue, its status to the date. Raises TooManySeriesError.
    """
    single = _read_single(team_id, event_filter, after, limit + 1, rule)
    series = _read_series(team_id, event_filter, rule)
    walks = [
        _walk(row, _times(row) if rule is EXISTING else _times(row).for_others, event_filter, after)
        for row in series
    ]
    entries = list(islice(merge(single, *walks, key=_position), limit + 1))
    following = _position(entries[limit - 1]) if len(entries) > limit else None
    return EventPage(_render(team_id, entries[:limit]), following)


Entry = tuple[int, int, str, str | Occurrence]  # a position, and the stored JSON or the occurrence


def _position(entry: Entry) -> Position:
    return entry[:3]


def _read_single(
    team_id: int, event_filter: EventFilter, after: Position | None, limit: int, rule: AudienceRule
) -> list[Entry]:
    values = {"team_id": team_id, "limit": limit, **bind(event_filter)}
    conditions = [condition for name, condition in CONDITIONS.items() if name in values]
    if after is not None:
        values["after"], values["after_id"] = after[:2]
        conditions.append("(starts_at, id) > (:after, :after_id)")
    query = HotQuery(_with(_SINGLE, rule, conditions), EventRow)
    return [(row.place, row.id, "", row.rendered) for row in query.rows(**values)]


def _read_series(team_id: int, event_filter: EventFilter, rule: AudienceRule) -> list[SeriesRow]:
    # The status applies to each date, and a date may have been moved before the first one.
    values = bind(replace(event_filter, status=None, starts_before=None))
    values |= {"team_id": team_id, "limit": MAX_SERIES + 1}
    del values["earliest"]
    conditions = {name: condition for name, condition in CONDITIONS.items() if name in values}
    text = conditions.pop("text", "1 = 1")
    if event_filter.text is not None:
        values["text_in_json"] = like(event_json.dump(event_filter.text)[1:-1])
        conditions["text"] = f"({text} OR {_OF_A_DATE})"
    rows = HotQuery(_with(_SERIES, rule, conditions.values(), text), SeriesRow).rows(**values)
    if len(rows) > MAX_SERIES:
        raise TooManySeriesError
    return rows


def _with(statement: str, rule: AudienceRule, conditions: Iterable[str], text: str = "") -> str:
    added = " ".join(f"AND {condition}" for condition in conditions)
    return statement.format(seen=rule.sql, conditions=added, text=text)


def _walk(
    row: SeriesRow, times: Times, event_filter: EventFilter, after: Position | None
) -> Iterator[Entry]:
    since, until = event_filter.ends_after or 0, event_filter.starts_before or 0
    series = Series(times, _moment(row.rule_end_local))
    text, status = event_filter.text or "", event_filter.status
    for date in series.between(since, until, starting=after[0] if after else None):
        has_text = row.has_text or _has_text(date, text)
        if has_text and status in {None, date.status or row.status}:
            position = (date.starts_at, row.id, date.recurrence_id)
            if after is None or position > after:
                yield (*position, date)


def _has_text(date: Occurrence, text: str) -> bool:
    """Whether the date's own title or venue contains ``text``."""
    own = date.override
    values = (own.title, own.venue_name) if own else ()
    return any(text.lower() in (value or "").lower() for value in values)


def _times(row: SeriesRow) -> Times:
    return Times(
        start=_moment(row.start_local) or datetime.min,
        end=_moment(row.end_local) or datetime.min,
        timezone=row.timezone,
        all_day=bool(row.all_day),
        recurrence=Recurrence.from_json(row.recurrence_json),
        overrides=Override.list_from_json(row.overrides_json),
    )


def _moment(stored: str | datetime | None) -> datetime | None:
    """A stored local time; SQLite's driver returns text."""
    return datetime.fromisoformat(stored) if isinstance(stored, str) else stored


def _render(team_id: int, entries: list[Entry]) -> str:
    numbers = {number for _at, number, name, _content in entries if name}
    stored = {}
    if numbers:
        query = HotQuery(_RENDERED.format(ids=", ".join(map(str, sorted(numbers)))), RenderedRow)
        stored = {row.id: row.rendered for row in query.rows(team_id=team_id)}
    return ",".join(
        event_json.render_occurrence(stored[number], content)
        if isinstance(content, Occurrence)
        else event_json.as_single(content)
        for _at, number, _name, content in entries
        if not isinstance(content, Occurrence) or number in stored
    )
