"""Deleted events: kept until mirrors had time to notice, then removed."""

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, select, update

from app.config import settings
from app.database.transactions import rows_changed
from app.extensions import db
from app.models.calendar_subscriptions.subscribed_event import SubscribedEvent
from app.models.events.event import Event
from app.models.teams.team import Team
from app.models.tickets.ticket import Ticket


def forget(now: int) -> int:
    """Remove events deleted at least REMOVAL_LIFETIME seconds ago, and return how many.

    Their tickets go with them. The team keeps the highest removed numbers: mirrors behind them
    must read everything again.
    """
    is_over = and_(
        Event.deleted_at <= now - settings().removal_lifetime,
        # Otherwise the calendar that it came from would add it again.
        ~exists().where(SubscribedEvent.event_id == Event.id),
    )
    teams = db.session.scalars(
        select(Event.team_id).where(is_over).distinct().order_by(Event.team_id)
    )
    return sum(_forget_of(team_id, is_over) for team_id in teams.all())


def _forget_of(team_id: int, is_over: ColumnElement[bool]) -> int:
    db.session.get_one(Team, team_id).lock()  # so that no event is restored now
    of_team = and_(Event.team_id == team_id, is_over)
    last = db.session.scalar(select(func.max(Event.change_seq)).where(of_team, Event.was_shared))
    if last is not None:
        statement = update(Team).where(Team.id == team_id, Team.forgotten_seq < last)
        db.session.execute(statement.values(forgotten_seq=last))
    _forget_tickets(team_id, select(Event.id).where(of_team))
    gone = delete(Event).where(of_team)
    return rows_changed(gone.execution_options(synchronize_session=False))


def _forget_tickets(team_id: int, events: Select[int]) -> None:
    gone = Ticket.event_id.in_(events)
    last = db.session.scalar(select(func.max(Ticket.change_seq)).where(gone))
    if last is not None:
        statement = update(Team).where(Team.id == team_id, Team.forgotten_booking_seq < last)
        db.session.execute(statement.values(forgotten_booking_seq=last))
        statement_of_tickets = delete(Ticket).where(gone)
        db.session.execute(statement_of_tickets.execution_options(synchronize_session=False))
