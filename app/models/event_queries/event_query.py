"""A team's events for apps: keyset pages under a filter, and one event by its slug.

Hot paths (docs/performance.md): one statement each, plain columns, and JSON that is stored.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from app.database.hot_reads import HotQuery
from app.models.event_queries.event_filter import EventFilter
from app.models.events.event_audience import EXISTING, SHARED, Audience
from app.models.events.event_details import MAX_DURATION

Position = tuple[int, int]  # sort column and id of the last event of a page
Place = TypeVar("Place")
# Events of a long list in memory at once: with five times as many a calendar leaves 6 MB more
# behind in the process, and is made no faster.
BATCH = 100

# A single event that starts longer before a time has ended by then, in any time zone.
LONGEST = int((MAX_DURATION + timedelta(days=2)).total_seconds())

_SELECT = "SELECT id, {column} AS place, rendered FROM event WHERE team_id = :team_id AND {seen}"
_TEXTS = ("title", "summary", "venue_name", "venue_address", "venue_city")
_CONTAINS = "lower({column}) LIKE lower(:text) ESCAPE '!'"
CONDITIONS = {
    "starts_before": "starts_at < :starts_before",
    "status": "status = :status",
    "updated_since": "updated_at >= :updated_since",
    # An exact match without wildcards that works in both databases.
    "tag": "replace(', ' || substr(tags_json, 2), :tag, '') <> ', ' || substr(tags_json, 2)",
    "text": f"({' OR '.join(_CONTAINS.format(column=column) for column in _TEXTS)})",
}


class EventRow(NamedTuple):
    """An event of a page; ``place`` is the value of the column it is ordered by."""

    id: int
    place: int
    rendered: str


class StoredEvent(NamedTuple):
    """The stored JSON of an event, and its last change in epoch seconds."""

    rendered: str
    updated_at: int


class LastChange(NamedTuple):
    """When the last change was, in epoch seconds; None without any events."""

    changed_at: int | None


_FIND = HotQuery(
    f"""
SELECT rendered, updated_at FROM event
 WHERE team_id = :team_id AND slug = :slug
   AND ({SHARED.sql} OR added_via_id = :client_key AND {EXISTING.sql})
""",
    StoredEvent,
)
_LAST_CHANGE = """
SELECT max(changed_at) AS changed_at FROM (
  SELECT * FROM (
    SELECT updated_at AS changed_at FROM event WHERE team_id = :team_id AND {seen}
     ORDER BY updated_at DESC LIMIT 1
  ) AS present
  UNION ALL
  SELECT max(left_at) FROM event_tombstone WHERE team_id = :team_id AND audience = :audience
) AS changes
"""
_LAST_CHANGES = {
    audience: HotQuery(_LAST_CHANGE.format(seen=audience.rule.sql), LastChange)
    for audience in Audience
}


@dataclass(frozen=True, slots=True)
class EventPage(Generic[Place]):
    """Stored JSON joined by commas, and the position for the next page; None on the last.

    ``ids`` are those of the events, in lists of events.
    """

    rendered: str
    next: Place | None
    ids: tuple[int, ...] = ()


class Order(StrEnum):
    """The order of a list: by start, or latest change first."""

    START = "starts_at"
    CHANGE = "updated_at"

    @property
    def direction(self) -> str:
        """The direction of both sort columns."""
        return "ASC" if self is Order.START else "DESC"


def list_page(
    team_id: int,
    event_filter: EventFilter,
    *,
    after: Position | None,
    limit: int,
    order: Order = Order.START,
    audience: Audience = Audience.APPS,
) -> EventPage[Position]:
    """The first ``limit`` events that ``audience`` may see, in this order, after ``after``."""
    values = {"team_id": team_id, "limit": limit + 1, **bind(event_filter)}
    if after is not None:
        values["after"], values["after_id"] = after
    rows = _list_query(frozenset(values), order, audience).rows(**values)
    last, rows = rows[limit - 1] if len(rows) > limit else None, rows[:limit]
    following = (last.place, last.id) if last else None
    rendered = ",".join(row.rendered for row in rows)
    return EventPage(rendered, following, tuple(row.id for row in rows))


def read_all(team_id: int, event_filter: EventFilter, audience: Audience) -> Iterator[str]:
    """The stored JSON of all events in order of start, BATCH at a time, joined by commas."""
    page = list_page(team_id, event_filter, after=None, limit=BATCH, audience=audience)
    while page.rendered:
        yield page.rendered
        if page.next is None:
            break
        page = list_page(team_id, event_filter, after=page.next, limit=BATCH, audience=audience)


def last_change(team_id: int, audience: Audience) -> int | None:
    """The last change of what ``audience`` sees, in epoch seconds; None without any events."""
    [row] = _LAST_CHANGES[audience].rows(team_id=team_id, audience=audience.value)
    return row.changed_at


def find(team_id: int, slug: str, *, client_key: int | None = None) -> StoredEvent | None:
    """The team's event with this slug; None when apps may not see it.

    The client with the id ``client_key`` also sees drafts it added.
    """
    if "\x00" in slug:  # PostgreSQL cannot store it
        return None
    return _FIND.first(team_id=team_id, slug=slug, client_key=client_key)


def bind(event_filter: EventFilter) -> dict[str, int | str]:
    """The parameters of the statement for ``event_filter``."""
    values = event_filter.to_dict()
    if event_filter.ends_after is not None:
        values["earliest"] = event_filter.ends_after - LONGEST
    if event_filter.tag is not None:
        # As stored in the list after another tag; a quote inside a tag is escaped.
        values["tag"] = f", {json.dumps(event_filter.tag, ensure_ascii=False)}"
    if event_filter.text is not None:
        values["text"] = like(event_filter.text)
    return values


def like(text: str) -> str:
    """The LIKE pattern, with ! as escape, for values that contain ``text``."""
    for special in "!%_":
        text = text.replace(special, f"!{special}")
    return f"%{text}%"


@lru_cache(maxsize=512)  # there are at most 256
def _list_query(names: frozenset[str], order: Order, audience: Audience) -> HotQuery[EventRow]:
    return HotQuery(_list_statement(names, order, audience), EventRow)


def _list_statement(names: frozenset[str], order: Order, audience: Audience) -> str:
    direction = order.direction
    ending = f"ORDER BY place {direction}, id {direction} LIMIT :limit"
    conditions = [condition for name, condition in CONDITIONS.items() if name in names]
    if "after" in names:
        sign = ">" if direction == "ASC" else "<"
        conditions.append(f"({order}, id) {sign} (:after, :after_id)")
    statement = " AND ".join([_SELECT.format(column=order, seen=audience.rule.sql), *conditions])
    if "ends_after" not in names:
        return f"{statement} {ending}"
    return _OVERLAPPING.format(statement=statement, order=ending)


# A single event starts at most a year before it ends. A series may have no end, so every series
# that has not ended is read; there are few of them, with an index of their own.
_OVERLAPPING = """
SELECT id, place, rendered FROM (
  SELECT * FROM (
    {statement} AND recurrence_json IS NULL AND starts_at > :earliest
        AND (ends_at > :ends_after OR starts_at >= :ends_after) {order}
  ) AS single
  UNION ALL
  SELECT * FROM (
    {statement} AND recurrence_json IS NOT NULL
        AND (last_ends_at > :ends_after OR last_ends_at IS NULL) {order}
  ) AS series
) AS overlapping {order}
"""
