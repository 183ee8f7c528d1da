"""What becomes of a person's tickets when their account ends."""

from itertools import groupby

from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.tickets import event_dates
from app.models.tickets.booking_terms import BookingTerms
from app.models.tickets.ticket import Ticket


def end_all(user: User) -> None:
    """Cancel the tickets of ``user`` for dates that are not over: their places are free again."""
    for tickets in _by_event(user):
        BookingTerms.cancel([ticket for ticket in tickets if _is_ahead(ticket)])


def forget(user: User) -> None:
    """End them, and erase the name and the address from those that are kept."""
    for tickets in _by_event(user):
        BookingTerms.cancel([t for t in tickets if _is_ahead(t)], erases_names=True)
        named = [ticket for ticket in tickets if ticket.email is not None]
        for ticket in named:
            ticket.name = ticket.email = None
        Ticket.write_all(tickets[0].event, named)


def _by_event(user: User) -> list[list[Ticket]]:
    # Always in the same order, so that two accounts that end at once cannot deadlock.
    own = select(Ticket).where(Ticket.holder_id == user.id)
    tickets = db.session.scalars(own.order_by(Ticket.team_id, Ticket.event_id, Ticket.id)).all()
    return [list(group) for _event, group in groupby(tickets, key=lambda t: t.event_id)]


def _is_ahead(ticket: Ticket) -> bool:
    date = ticket.date
    return date is None or not event_dates.is_over(date)
