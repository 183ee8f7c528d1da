"""How apps read a team's events: keyset pages under a filter, and one event by its slug.

Hot paths (performance.md): one statement each, plain columns, the JSON stored at writing.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from app.extensions import read_rows
from app.models.event_details import MAX_DURATION
from app.models.event_filter import EventFilter
from app.models.event_table import SHARED

Position = tuple[int, int]  # starts_at and id of the last event seen

# Zones move wall times by less than a day; so much before a time, no single event reaches it.
_LONGEST = int((MAX_DURATION + timedelta(days=2)).total_seconds())

_ORDER = "ORDER BY starts_at, id LIMIT :limit"
_SELECT = f"SELECT id, starts_at, rendered FROM event WHERE team_id = :team_id AND {SHARED}"
_TEXTS = ("title", "summary", "venue_name", "venue_address", "venue_city")
_CONTAINS = "lower({column}) LIKE lower(:words) ESCAPE '!'"
_CONDITIONS = {
    "after_start": "(starts_at, id) > (:after_start, :after_id)",
    "starts_before": "starts_at < :starts_before",
    "status": "status = :status",
    "updated_since": "updated_at >= :updated_since",
    # Written so for both databases: exact, and without wildcards.
    "tag": "replace(', ' || substr(tags_json, 2), :tag, '') <> ', ' || substr(tags_json, 2)",
    "words": f"({' OR '.join(_CONTAINS.format(column=column) for column in _TEXTS)})",
}
_FIND = (
    f"SELECT rendered, updated_at FROM event WHERE team_id = :team_id AND slug = :slug AND {SHARED}"
)


@dataclass(frozen=True, slots=True)
class EventPage:
    """A page: the events' stored JSON joined by commas, the last one's position, is there more."""

    rendered: str
    last: Position | None
    has_more: bool


def list_page(
    team_id: int, wanted: EventFilter, *, after: Position | None, limit: int
) -> EventPage:
    """The first ``limit`` events that apps may see, in order of start, after ``after``."""
    values = {"team_id": team_id, "limit": limit + 1, **_bind(wanted)}
    if after is not None:
        values["after_start"], values["after_id"] = after
    rows = read_rows(_list_statement(frozenset(values)), values)
    shown = rows[:limit]
    last = (shown[-1].starts_at, shown[-1].id) if shown else None
    return EventPage(",".join(row.rendered for row in shown), last, len(rows) > limit)


def find(team_id: int, slug: str) -> Any:
    """``rendered`` and ``updated_at`` of the team's event; None when apps may not see it."""
    if "\x00" in slug:  # PostgreSQL has no text with it
        return None
    rows = read_rows(_FIND, {"team_id": team_id, "slug": slug})
    return rows[0] if rows else None


def _bind(wanted: EventFilter) -> dict[str, int | str]:
    values = wanted.to_dict()
    if wanted.ends_after is not None:
        values["earliest"] = wanted.ends_after - _LONGEST
    if wanted.tag is not None:
        # As it stands in the list behind another tag: an inner quote would follow a backslash.
        values["tag"] = f", {json.dumps(wanted.tag, ensure_ascii=False)}"
    if wanted.words is not None:
        values["words"] = f"%{_without_wildcards(wanted.words)}%"
    return values


def _without_wildcards(words: str) -> str:
    for special in "!%_":
        words = words.replace(special, f"!{special}")
    return words


@lru_cache(maxsize=256)  # of 64 that there can be
def _list_statement(names: frozenset[str]) -> str:
    given = [condition for name, condition in _CONDITIONS.items() if name in names]
    every = " AND ".join([_SELECT, *given])
    if "ends_after" not in names:
        return f"{every} {_ORDER}"
    return _OVERLAPPING.format(every=every, order=_ORDER)


# What still runs at a time began at most a year before it. A series may go on for ever, so it
# is found from its start on; series are few and have an index of their own.
_OVERLAPPING = """
SELECT id, starts_at, rendered FROM (
  SELECT * FROM (
    {every} AND recurrence_json IS NULL AND starts_at > :earliest
        AND (ends_at > :ends_after OR starts_at >= :ends_after) {order}
  ) AS single
  UNION ALL
  SELECT * FROM ({every} AND recurrence_json IS NOT NULL {order}) AS series
) AS found {order}
"""
