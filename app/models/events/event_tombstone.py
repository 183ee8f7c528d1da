"""Tombstones: what feeds last showed of an event that their readers may no longer see.

Calendars keep an event until the feed lists it as cancelled. A tombstone repeats only what was
shown before, so that it reveals nothing that changed since.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, delete, insert
from sqlalchemy.orm import Mapped, mapped_column

from app.database.batches import batches
from app.database.hot_reads import HotQuery
from app.extensions import db
from app.models.events import event_json
from app.models.events.event_audience import Audience
from app.models.events.event_details import EventDetails
from app.models.values import clock, timestamps

DAY = 86_400  # seconds
LIFETIME = 30 * DAY  # seconds that feeds list a tombstone
MOST = 10_000  # tombstones of one feed, newest first
_READ = """
SELECT t.seen_json FROM event_tombstone t JOIN event ON event.id = t.event_id
 WHERE t.team_id = :team_id AND t.audience = :audience AND t.left_at >= :since AND NOT ({seen})
 ORDER BY t.left_at DESC, t.event_id LIMIT :most
"""


class SeenRow(NamedTuple):
    """What a feed last showed of an event."""

    seen_json: str


_OF_AUDIENCE = {
    audience: HotQuery(_READ.format(seen=audience.rule.sql), SeenRow) for audience in Audience
}


class EventTombstone(db.Model):
    """An event that left an audience's feeds, most recently at ``left_at``."""

    __tablename__ = "event_tombstone"
    __table_args__ = (
        Index("ix_event_tombstone_feed", "team_id", "audience", "left_at"),
        Index("ix_event_tombstone_left_at", "left_at"),
    )

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    audience: Mapped[str] = mapped_column(String(10), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    left_at: Mapped[int]
    seen_json: Mapped[str] = mapped_column(Text)


class Left(Protocol):
    """An event as it is now."""

    id: int
    team_id: int
    sequence: int
    updated_at: int
    deleted_at: int | None
    details: EventDetails


def note(changed: Iterable[tuple[Left, str]]) -> None:
    """Add tombstones for the events, each with its JSON from before, that left an audience."""
    rows = [row for event, before in changed if before for row in _rows(event, before)]
    for some in batches(rows):
        numbers = {row["event_id"] for row in some}
        for audience in {row["audience"] for row in some}:
            earlier = EventTombstone.event_id.in_(numbers), EventTombstone.audience == audience
            db.session.execute(delete(EventTombstone).where(*earlier))
        db.session.execute(insert(EventTombstone), list(some))


def is_over(now: int) -> ColumnElement[bool]:
    """SQL condition: tombstones that feeds no longer list."""
    return EventTombstone.left_at < now - LIFETIME - DAY


def read(team_id: int, audience: Audience) -> list[dict[str, Any]]:
    """The tombstones of the last 30 days for ``audience``, newest first.

    Each is {"uid", "created_at", "start", "end", "all_day"} as last shown, with "sequence" and
    "updated_at" of its removal. The 30 days begin at midnight, so that feeds change once a day.
    """
    since = clock.now() // DAY * DAY - LIFETIME
    rows = _OF_AUDIENCE[audience].rows(
        team_id=team_id, audience=audience.value, since=since, most=MOST
    )
    return [json.loads(row.seen_json) for row in rows]


def _rows(event: Left, before: str) -> Iterator[dict[str, Any]]:
    state = event.details.status, event.details.visibility, event.deleted_at
    hidden = [audience for audience in Audience if not audience.rule.allows(*state)]
    last_seen = event_json.load(before, "") if hidden else {}
    for audience in hidden:
        if audience.rule.allows(last_seen["status"], last_seen["visibility"]):
            yield {
                "event_id": event.id,
                "audience": audience.value,
                "team_id": event.team_id,
                "left_at": event.updated_at,
                "seen_json": _seen_json(event, last_seen),
            }


def _seen_json(event: Left, last_seen: dict[str, Any]) -> str:
    values = {name: last_seen[name] for name in ("uid", "created_at", "start", "end", "all_day")}
    changed = timestamps.rfc3339(event.updated_at)
    return json.dumps(values | {"sequence": event.sequence, "updated_at": changed})
