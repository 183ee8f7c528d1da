"""The lease under which one process at a time reads a subscribed calendar."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import or_, select, update

from app.database.hot_reads import HotQuery
from app.database.transactions import rows_changed
from app.extensions import db
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from app.models.teams.team import Team
from app.models.values import clock

# Fetching, reading and storing end sooner by far; a process that died leaves its claim behind.
LEASE = 300  # seconds
REST = 60  # seconds between two readings that people ask for


class Turn(NamedTuple):
    """A subscription and the time of its last try, as seen before claiming it."""

    subscription_id: int
    last_tried_at: int | None


_DUE = HotQuery(
    """
SELECT s.id AS subscription_id, s.last_tried_at
  FROM calendar_subscription s JOIN team t ON t.id = s.team_id
 WHERE t.deleted_at IS NULL AND s.next_try_at <= :now
   AND (s.leased_until_at IS NULL OR s.leased_until_at <= :now OR s.leased_until_at > :latest)
 ORDER BY s.next_try_at, s.id LIMIT :limit
""",
    Turn,
)


@dataclass(frozen=True)
class Attempt:
    """The right to read one source until ``leased_until_at``, and what that takes."""

    subscription_id: int
    url: str
    timezone: str  # IANA, of times that name none
    etag: str
    last_modified: str
    body_digest: str | None
    leased_until_at: int
    tried_before_at: int | None  # when it was tried the last time before this one

    def hold(self) -> CalendarSubscription | None:
        """Return the row, locked until this transaction ends.

        None when the attempt no longer counts: it took too long, or the subscription has ended.
        """
        ours = select(CalendarSubscription).where(
            CalendarSubscription.id == self.subscription_id,
            CalendarSubscription.leased_until_at == self.leased_until_at,
        )
        subscription = db.session.scalar(ours)
        if subscription is None:
            return None
        subscription.team.lock()  # first, as every writer of events does
        return db.session.scalar(ours.with_for_update().execution_options(populate_existing=True))


def list_due(limit: int) -> list[Turn]:
    """Subscriptions whose time has come, longest ago first, that no process is reading now."""
    return _DUE.rows(now=clock.now(), latest=clock.latest_lease(LEASE), limit=limit)


def list_all(team: Team | None = None, *, due: bool = False) -> list[Turn]:
    """A turn for each subscription of ``team``, or of every team; ``due``: whose time has come."""
    rows = select(CalendarSubscription.id, CalendarSubscription.last_tried_at).join(Team)
    rows = rows.where(Team.deleted_at.is_(None)).order_by(Team.slug, CalendarSubscription.id)
    if team is not None:
        rows = rows.where(Team.id == team.id)
    if due:
        rows = rows.where(CalendarSubscription.next_try_at <= clock.now())
    return [Turn(*row) for row in db.session.execute(rows)]


def claim(turn: Turn) -> Attempt | None:
    """The attempt, for exactly one of all who saw the same turn; None for the others. Commits."""
    now = clock.now()
    row = CalendarSubscription
    is_free = or_(row.leased_until_at.is_(None), clock.lease_is_over(row.leased_until_at, LEASE))
    statement = (
        update(row)
        .where(
            row.id == turn.subscription_id,
            row.last_tried_at.is_not_distinct_from(turn.last_tried_at),
            is_free,
        )
        .values(leased_until_at=now + LEASE, last_tried_at=now)
        .execution_options(synchronize_session=False)
    )
    attempt = _attempt(turn) if rows_changed(statement) else None
    db.session.commit()
    return attempt


def may_ask(subscription: CalendarSubscription) -> bool:
    """Whether it was read long enough ago for people to have it read again."""
    return (subscription.last_tried_at or 0) <= clock.now() - REST


def _attempt(turn: Turn) -> Attempt:
    row = db.session.get_one(CalendarSubscription, turn.subscription_id, populate_existing=True)
    return Attempt(
        subscription_id=row.id,
        url=row.url,
        timezone=row.team.timezone,
        etag=row.etag,
        last_modified=row.last_modified,
        body_digest=row.body_digest,
        leased_until_at=row.leased_until_at or 0,
        tried_before_at=turn.last_tried_at,
    )
