"""The stream of changes of a team's events, from which mirrors are updated.

Every change gives its event the team's next number, under the lock of the team's row: numbers
become visible in the order of commits, and no reader can skip a late one. An event is in the
stream once, at the number of its last change; events that no app ever saw are not in it.
"""

from dataclasses import dataclass
from typing import Any

import orjson

from app.database.connections import read_rows
from app.models.event_queries.event_query import EventPage
from app.models.events.event_audience import SHARED
from app.models.values import timestamps

_SELECT = """
SELECT id, public_id, change_seq, status, deleted_at, updated_at, rendered,
       CASE WHEN {shared} THEN 1 ELSE 0 END AS is_shared
  FROM event
 WHERE team_id = :team_id AND was_shared AND change_seq > :after AND change_seq <= :until {only}
 ORDER BY change_seq LIMIT :limit
"""
_ALL = _SELECT.format(shared=SHARED.sql, only="")
_SHARED_ONLY = _SELECT.format(shared=SHARED.sql, only=f"AND {SHARED.sql}")
_NEWS = """
SELECT change_seq FROM event WHERE team_id = :team_id AND was_shared AND change_seq > :after LIMIT 1
"""
_FORGOTTEN = "SELECT forgotten_seq FROM team WHERE id = :team_id"


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
    values = {"team_id": team_id, "after": walk.after, "until": walk.until, "limit": limit + 1}
    rows = read_rows(_SHARED_ONLY if walk.starts_empty else _ALL, values)
    last = rows[limit - 1] if len(rows) > limit else None
    rest = Walk(last.change_seq, walk.until, walk.starts_empty) if last else None
    return EventPage(",".join(map(_entry, rows[:limit])), rest)


def has_news(team_id: int, *, after: int) -> bool:
    """Whether the stream has changes after the number ``after``."""
    return bool(read_rows(_NEWS, {"team_id": team_id, "after": after}))


def reaches_back_to(team_id: int, after: int) -> bool:
    """Whether the stream still has every change after the number ``after``."""
    rows = read_rows(_FORGOTTEN, {"team_id": team_id})
    return bool(rows) and after >= rows[0].forgotten_seq


def _entry(row: Any) -> str:
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


def _removal_reason(row: Any) -> str:
    if row.deleted_at is not None:
        return "deleted"
    return "draft" if row.status == "draft" else "unshared"
