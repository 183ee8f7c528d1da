"""How apps read a team's events: keyset pages under a filter, and one event by its slug.

Hot paths (docs/performance.md): one statement each, plain columns, the JSON stored at writing.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from app.database.connections import read_rows
from app.models.event_queries.event_filter import EventFilter
from app.models.events.event_audience import EXISTING, SHARED, Audience
from app.models.events.event_details import MAX_DURATION

Position = tuple[int, int]  # what the order goes by, and the id, of the last event seen
Place = TypeVar("Place")
BATCH = 500  # events of a long list that are in memory at once

# Zones move wall times by less than a day; so much before a time, no single event reaches it.
_LONGEST = int((MAX_DURATION + timedelta(days=2)).total_seconds())

_SELECT = "SELECT id, {column}, rendered FROM event WHERE team_id = :team_id AND {seen}"
_TEXTS = ("title", "summary", "venue_name", "venue_address", "venue_city")
_CONTAINS = "lower({column}) LIKE lower(:words) ESCAPE '!'"
CONDITIONS = {
    "starts_before": "starts_at < :starts_before",
    "status": "status = :status",
    "updated_since": "updated_at >= :updated_since",
    # Written so for both databases: exact, and without wildcards.
    "tag": "replace(', ' || substr(tags_json, 2), :tag, '') <> ', ' || substr(tags_json, 2)",
    "words": f"({' OR '.join(_CONTAINS.format(column=column) for column in _TEXTS)})",
}
_FIND = f"""
SELECT rendered, updated_at FROM event
 WHERE team_id = :team_id AND slug = :slug
   AND ({SHARED.sql} OR added_via_id = :client_key AND {EXISTING.sql})
"""
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


@dataclass(frozen=True, slots=True)
class EventPage(Generic[Place]):
    """Stored JSON joined by commas, and what the next page begins behind; None after the last."""

    rendered: str
    next: Place | None


class StoredEvent(NamedTuple):
    """The JSON of an event as it was rendered, and when it last changed, in epoch seconds."""

    rendered: str
    updated_at: int


class Order(StrEnum):
    """In which order a list goes: by start, or with what changed last first."""

    START = "starts_at"
    CHANGE = "updated_at"

    @property
    def direction(self) -> str:
        """The direction in which both the column and the id go."""
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
    rows = read_rows(_list_statement(frozenset(values), order, audience), values)
    last = rows[limit - 1] if len(rows) > limit else None
    following = (getattr(last, order), last.id) if last else None
    return EventPage(",".join(row.rendered for row in rows[:limit]), following)


def read_all(team_id: int, event_filter: EventFilter, audience: Audience) -> Iterator[str]:
    """The stored JSON of all of them in order of start, BATCH at a time, joined by commas."""
    page = list_page(team_id, event_filter, after=None, limit=BATCH, audience=audience)
    while page.rendered:
        yield page.rendered
        if page.next is None:
            break
        page = list_page(team_id, event_filter, after=page.next, limit=BATCH, audience=audience)


def last_change(team_id: int, audience: Audience) -> int | None:
    """When what ``audience`` sees last changed, in epoch seconds; None where it saw nothing."""
    values = {"team_id": team_id, "audience": audience.value}
    [row] = read_rows(_LAST_CHANGE.format(seen=audience.rule.sql), values)
    changed_at: int | None = row.changed_at
    return changed_at


def find(team_id: int, slug: str, *, client_key: int | None = None) -> StoredEvent | None:
    """The team's event with this slug; None when apps may not see it.

    The app with this number sees what it put there itself, drafts too.
    """
    if "\x00" in slug:  # PostgreSQL has no text with it
        return None
    rows = read_rows(_FIND, {"team_id": team_id, "slug": slug, "client_key": client_key})
    return StoredEvent(*rows[0]) if rows else None


def bind(event_filter: EventFilter) -> dict[str, int | str]:
    """The values of CONDITIONS that ``event_filter`` asks for, by name."""
    values = event_filter.to_dict()
    if event_filter.ends_after is not None:
        values["earliest"] = event_filter.ends_after - _LONGEST
    if event_filter.tag is not None:
        # As it is written in the list behind another tag: an inner quote would follow a backslash.
        values["tag"] = f", {json.dumps(event_filter.tag, ensure_ascii=False)}"
    if event_filter.words is not None:
        values["words"] = like(event_filter.words)
    return values


def like(words: str) -> str:
    """The pattern, with ! as its escape, of texts that contain ``words``."""
    for special in "!%_":
        words = words.replace(special, f"!{special}")
    return f"%{words}%"


@lru_cache(maxsize=512)  # of 256 that there can be
def _list_statement(names: frozenset[str], order: Order, audience: Audience) -> str:
    way = order.direction
    ending = f"ORDER BY {order} {way}, id {way} LIMIT :limit"
    conditions = [condition for name, condition in CONDITIONS.items() if name in names]
    if "after" in names:
        behind = ">" if way == "ASC" else "<"
        conditions.append(f"({order}, id) {behind} (:after, :after_id)")
    every = " AND ".join([_SELECT.format(column=order, seen=audience.rule.sql), *conditions])
    if "ends_after" not in names:
        return f"{every} {ending}"
    return _OVERLAPPING.format(every=every, order=ending, column=order)


# What still runs at a time began at most a year before it. A series may go on for ever, so it
# is found from its start on, unless it has ended; series are few and have an index of their own.
_OVERLAPPING = """
SELECT id, {column}, rendered FROM (
  SELECT * FROM (
    {every} AND recurrence_json IS NULL AND starts_at > :earliest
        AND (ends_at > :ends_after OR starts_at >= :ends_after) {order}
  ) AS single
  UNION ALL
  SELECT * FROM (
    {every} AND recurrence_json IS NOT NULL
        AND (last_ends_at > :ends_after OR last_ends_at IS NULL) {order}
  ) AS series
) AS found {order}
"""
