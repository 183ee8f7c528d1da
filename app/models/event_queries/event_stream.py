"""The stream of changes of a team's events, from which mirrors are updated.

Every change gives its event the team's next number, under the lock of the team's row: numbers
become visible in the order of commits, and no reader can skip a late one. An event is in the
stream once, at the number of its last change; events that no app ever saw are not in it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from app.database.batches import batches
from app.database.hot_reads import HotQuery
from app.models.event_queries.event_query import EventPage
from app.models.events.event_audience import SHARED
from app.models.values import timestamps


class StreamRow(NamedTuple):
    """An event as the stream tells of it."""

    id: int
    public_id: str
    change_seq: int
    status: str
    deleted_at: int | None
    updated_at: int
    rendered: str
    is_shared: int


class TeamRow(NamedTuple):
    """The number of a team's last change."""

    id: int
    change_seq: int


class NewsRow(NamedTuple):
    """The number of a change."""

    change_seq: int


_SELECT = """
SELECT id, public_id, change_seq, status, deleted_at, updated_at, rendered,
       CASE WHEN {shared} THEN 1 ELSE 0 END AS is_shared
  FROM event
 WHERE team_id = :team_id AND was_shared AND change_seq > :after AND change_seq <= :until {only}
 ORDER BY change_seq LIMIT :limit
"""
_ALL = HotQuery(_SELECT.format(shared=SHARED.sql, only=""), StreamRow)
_SHARED_ONLY = HotQuery(_SELECT.format(shared=SHARED.sql, only=f"AND {SHARED.sql}"), StreamRow)
_LAST_CHANGES = "SELECT id, change_seq FROM team WHERE id IN ({ids})"
_NEWS = HotQuery(
    """
SELECT change_seq FROM event WHERE team_id = :team_id AND was_shared AND change_seq > :after LIMIT 1
""",
    NewsRow,
)


@dataclass(frozen=True, slots=True)
class Walk:
    """A part of a team's stream: the changes after the number ``after``, up to ``until``.

    The first walk of a mirror ``starts_empty``: it needs no removals.
    """

    after: int
    until: int
    starts_empty: bool = False


def read_page(team_id: int, walk: Walk, *, limit: int) -> EventPage[Walk]:
    """The first ``limit`` entries of ``walk``, in order of change.

    An event that changes during the walk moves behind its end.
    """
    if walk.after == walk.until:  # nothing is new, as for most mirrors most of the time
        return EventPage("", None)
    query = _SHARED_ONLY if walk.starts_empty else _ALL
    rows = query.rows(team_id=team_id, after=walk.after, until=walk.until, limit=limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    rest = Walk(last.change_seq, walk.until, walk.starts_empty) if last else None
    return EventPage(",".join(map(_entry, rows[:limit])), rest)


def last_changes(team_ids: Collection[int]) -> dict[int, int]:
    """The number of the last change of each of these teams."""
    changes: dict[int, int] = {}
    for some in batches(sorted(team_ids)):
        query = HotQuery(_LAST_CHANGES.format(ids=", ".join(map(str, some))), TeamRow)
        changes.update(query.rows())
    return changes


def has_news(team_id: int, *, after: int) -> bool:
    """Whether the stream has changes after the number ``after``."""
    return _NEWS.first(team_id=team_id, after=after) is not None


def _entry(row: StreamRow) -> str:
    if row.is_shared:
        return f'{{"op":"upsert","seq":{row.change_seq},"event":{row.rendered}}}'
    removal = {
        "op": "remove",
        "seq": row.change_seq,
        "id": row.public_id,
        "number": row.id,
        "reason": _removal_reason(row),
        "at": timestamps.rfc3339(row.updated_at),
    }
    return orjson.dumps(removal).decode()


def _removal_reason(row: StreamRow) -> str:
    if row.deleted_at is not None:
        return "deleted"
    return "draft" if row.status == "draft" else "unshared"
