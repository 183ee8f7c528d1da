"""How far a webhook has been told the streams of each team: its place in their numbers.

Streams are those of events (``Team.change_seq``) and of bookings (``Team.booking_seq``). What is
told is read from the streams when it is sent: nothing is queued, and nothing is lost.
"""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, String, delete, text, update
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db

HOLD = 60  # seconds after which a stream is looked at again that no grant lets the app read


class Stream(StrEnum):
    """The streams of a team."""

    EVENTS = "events"
    TICKETS = "tickets"


class WebhookCursor(db.Model):
    """The place of one webhook in one stream; ``moved_at`` is when it last moved.

    ``held_until``: no grant let the app read the team, so it is not looked at before then.
    """

    __tablename__ = "webhook_cursor"

    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    stream: Mapped[str] = mapped_column(String(10), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    moved_at: Mapped[int] = mapped_column(default=0)
    held_until: Mapped[int] = mapped_column(default=0)


# Ordered, so that two transactions cannot wait for each other.
_COVER = """
INSERT INTO webhook_cursor (webhook_id, team_id, stream, seq, moved_at, held_until)
SELECT DISTINCT w.id, t.id, '{stream}', t.{counter}, 0, 0
  FROM webhook w
  JOIN "grant" g ON g.client_id = w.client_id AND g.status = 'active'
                AND (w.grant_id IS NULL OR w.grant_id = g.id)
  JOIN grant_team gt ON gt.grant_id = g.id AND (w.team_id IS NULL OR w.team_id = gt.team_id)
  JOIN team t ON t.id = gt.team_id
 WHERE w.client_id = :client_id AND w.state <> 'ended' AND w.types LIKE '%{prefix}.%' {only}
 ORDER BY 2, 1
    ON CONFLICT DO NOTHING
"""
_RELEASE = text(
    """
UPDATE webhook_cursor SET held_until = 0
 WHERE held_until > 0 AND webhook_id IN (SELECT id FROM webhook WHERE client_id = :client_id)
"""
)
_MOVE_BACK = """
UPDATE webhook_cursor SET held_until = 0, seq = (
  SELECT min(s.change_seq) - 1 FROM {table} s
   WHERE s.team_id = webhook_cursor.team_id AND s.updated_at >= :since)
 WHERE webhook_id = :hook_id AND stream = '{stream}' AND EXISTS (
  SELECT 1 FROM {table} s WHERE s.team_id = webhook_cursor.team_id
     AND s.updated_at >= :since AND s.change_seq <= webhook_cursor.seq)
"""
_STREAMS = {
    Stream.EVENTS: {"counter": "change_seq", "prefix": "event", "table": "event"},
    Stream.TICKETS: {"counter": "booking_seq", "prefix": "ticket", "table": "ticket"},
}


def cover(client_id: int, *, hook_id: int | None = None, grant_id: int | None = None) -> None:
    """Begin, at their ends, the streams that webhooks of the client are to be told and are not.

    For one webhook, or for all of them the teams of one grant.
    """
    hook = "AND w.id = :hook_id" if hook_id is not None else ""
    grant = "AND g.id = :grant_id" if grant_id is not None else ""
    values = {"client_id": client_id, "hook_id": hook_id, "grant_id": grant_id}
    used = {name: value for name, value in values.items() if value is not None}
    for stream, names in _STREAMS.items():
        statement = _COVER.format(stream=stream, only=f"{hook} {grant}", **names)
        db.session.execute(text(statement), used)


def uncover(hook_id: int, types: Collection[str]) -> None:
    """Forget the streams of which the webhook is told none of its ``types`` any more."""
    prefixes = {name.partition(".")[0] for name in types}
    ended = [stream for stream, names in _STREAMS.items() if names["prefix"] not in prefixes]
    places = WebhookCursor.stream.in_(ended)
    db.session.execute(delete(WebhookCursor).where(WebhookCursor.webhook_id == hook_id, places))


def release(client_id: int) -> None:
    """Look at all streams again at once: what the client may read has changed."""
    db.session.execute(_RELEASE, {"client_id": client_id})


def move_back(hook_id: int, since: int) -> None:
    """Tell the changes since that time again; a place that is further back stays."""
    for stream, names in _STREAMS.items():
        statement = text(_MOVE_BACK.format(stream=stream, **names))
        db.session.execute(statement, {"hook_id": hook_id, "since": since})


def move_on(hook_id: int, team_id: int, stream: str, *, before: int, to: int, at: int) -> None:
    """Note that it was told everything up to the number ``to``.

    A place that is not ``before`` any more has been moved back meanwhile, and stays.
    """
    place = (WebhookCursor.webhook_id == hook_id, WebhookCursor.team_id == team_id)
    moved = update(WebhookCursor).where(
        *place, WebhookCursor.stream == stream, WebhookCursor.seq == before
    )
    db.session.execute(moved.values(seq=to, moved_at=at))


def hold(hook_id: int, team_id: int, stream: str, *, until: int) -> None:
    """Do not look at the stream before then: no grant lets the app read it."""
    place = (WebhookCursor.webhook_id == hook_id, WebhookCursor.team_id == team_id)
    held = update(WebhookCursor).where(*place, WebhookCursor.stream == stream)
    db.session.execute(held.values(held_until=until))


def forget(hook_id: int) -> None:
    """Remove every place of a webhook that has ended."""
    db.session.execute(delete(WebhookCursor).where(WebhookCursor.webhook_id == hook_id))
