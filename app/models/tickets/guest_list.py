"""Guest lists: who has a ticket for an event, as its team sees it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from app.database import keyset
from app.database.keyset import Page, Position
from app.extensions import db
from app.models.events.event import Event
from app.models.recurrence.occurrence import Occurrence
from app.models.tickets import event_dates
from app.models.tickets.ticket import Status, Ticket

MOST_DATES = 200  # of a series to choose from


@dataclass(frozen=True)
class Counts:
    """The numbers of tickets for one date. ``used`` of them are among ``taken``."""

    taken: int
    used: int
    waiting: int
    cancelled: int


def count(event: Event, recurrence_id: str) -> Counts:
    """How many come to this date, have come, wait, and have cancelled."""
    rows = select(Ticket.status, func.count()).group_by(Ticket.status)
    counted = db.session.execute(rows.where(*_at(event, recurrence_id))).all()
    numbers = {row[0]: row[1] for row in counted}
    used = numbers.get(Status.USED, 0)
    waiting, cancelled = (numbers.get(status, 0) for status in (Status.WAITING, Status.CANCELLED))
    return Counts(numbers.get(Status.VALID, 0) + used, used, waiting, cancelled)


def list_page(
    event: Event,
    recurrence_id: str | None,
    *,
    query: str = "",
    after: Position | None = None,
    limit: int = keyset.PAGE,
) -> Page[Ticket]:
    """A page of the tickets whose name or address has ``query``, oldest first.

    They are those for this date; None: for all dates.
    """
    tickets = select(Ticket).where(*_at(event, recurrence_id))
    if query:
        named = func.lower(Ticket.name).contains(query.lower(), autoescape=True)
        addressed = func.lower(Ticket.email).contains(query.lower(), autoescape=True)
        tickets = tickets.where(or_(named, addressed))
    return keyset.read_page(tickets, Ticket.id, after=after, upwards=True, limit=limit)


def list_dates(event: Event) -> list[Occurrence]:
    """The dates of a series that are next, or have tickets, in order; for others the only one."""
    if event.recurrence_json is None:
        only = event_dates.find_held(event, "")
        return [only] if only else []
    names = select(Ticket.recurrence_id).where(Ticket.event_id == event.id).distinct()
    newest = db.session.scalars(names.order_by(Ticket.recurrence_id.desc()).limit(MOST_DATES))
    held = [event_dates.find_held(event, name) for name in newest]
    dates = [*event_dates.list_next(event), *(date for date in held if date is not None)]
    by_name = {date.recurrence_id: date for date in dates}
    return sorted(by_name.values(), key=lambda date: date.starts_at)


def choose_date(dates: list[Occurrence], name: str | None) -> Occurrence | None:
    """The date called ``name``; else the first that is not over, or the last."""
    named = (date for date in dates if date.recurrence_id == name)
    coming = (date for date in dates if not event_dates.is_over(date))
    return next(named, None) or next(coming, dates[-1] if dates else None)


def _at(event: Event, recurrence_id: str | None) -> tuple[ColumnElement[bool], ...]:
    of_event = Ticket.event_id == event.id
    if recurrence_id is None:
        return (of_event,)
    return of_event, Ticket.recurrence_id == recurrence_id
