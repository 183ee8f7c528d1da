"""Deleted events: kept until mirrors had time to notice, then removed."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, delete, exists, func, select, update

from app.config import settings
from app.database.batches import SIZE
from app.database.slices import Slices
from app.database.transactions import rows_changed
from app.extensions import db
from app.models.calendar_subscriptions.subscribed_event import SubscribedEvent
from app.models.events.event import Event
from app.models.teams.team import Team
from app.models.tickets.ticket import Ticket


def forget(slices: Slices, now: int) -> int:
    """Remove events deleted at least REMOVAL_LIFETIME seconds ago, and return how many.

    Their tickets go with them. The team keeps the highest removed numbers: mirrors behind them
    must read everything again.
    """
    is_over = and_(
        Event.deleted_at <= now - settings().removal_lifetime,
        # Otherwise the calendar that it came from would add it again.
        ~exists().where(SubscribedEvent.event_id == Event.id),
    )
    total = 0
    while (team_id := db.session.scalar(select(Event.team_id).where(is_over).limit(1))) is not None:
        count = _forget_some(team_id, is_over)
        slices.note(count)
        slices.commit()  # the team's lock, which its writers wait for
        total += count
    return total


def _forget_some(team_id: int, is_over: ColumnElement[bool]) -> int:
    db.session.get_one(Team, team_id).lock()  # so that no event is restored now
    oldest = select(Event.id, Event.change_seq).where(Event.team_id == team_id, is_over)
    rows = db.session.execute(oldest.order_by(Event.change_seq).limit(SIZE)).all()
    numbers = [row.id for row in rows]
    last = db.session.scalar(
        select(func.max(Event.change_seq)).where(Event.id.in_(numbers), Event.was_shared)
    )
    if last is not None:
        statement = update(Team).where(Team.id == team_id, Team.forgotten_seq < last)
        db.session.execute(statement.values(forgotten_seq=last))
    _forget_tickets(team_id, numbers)
    gone = delete(Event).where(Event.id.in_(numbers))
    return rows_changed(gone.execution_options(synchronize_session=False))


def _forget_tickets(team_id: int, events: Collection[int]) -> None:
    gone = Ticket.event_id.in_(events)
    last = db.session.scalar(select(func.max(Ticket.change_seq)).where(gone))
    if last is not None:
        statement = update(Team).where(Team.id == team_id, Team.forgotten_booking_seq < last)
        db.session.execute(statement.values(forgotten_booking_seq=last))
        statement_of_tickets = delete(Ticket).where(gone)
        db.session.execute(statement_of_tickets.execution_options(synchronize_session=False))
