"""The demo's tickets: two of Nina's, and a few more for the teams' bookings."""

from sqlalchemy import select

from app.demo.events import WEEKS_BACK
from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.tickets.booking_terms import BookingTerms, Terms
from app.models.tickets.ticket import Ticket

NEXT = WEEKS_BACK + 2  # the show two weeks from now
HALL, OWL = f"show-{NEXT}@harbour-hall.demo", f"show-{NEXT}@night-owl.demo"
TERMS = {
    HALL: Terms(enabled=True, capacity=80, per_person=4, waiting_list=True),
    OWL: Terms(enabled=True, capacity=40, per_person=2),
}
# The account's name, and the UID of the event.
PLACES = (("nina", HALL), ("nina", OWL), ("dev", HALL), ("vera", HALL), ("olivia", OWL))


def add_tickets(people: dict[str, User]) -> None:
    """Open the bookings, and book the places above that are missing."""
    for uid, terms in TERMS.items():
        event = _find(uid)
        if not BookingTerms.of(event).enabled:
            BookingTerms.change(event, terms)
    for name, uid in PLACES:
        event = _find(uid)
        own = select(Ticket.id).where(Ticket.holder == people[name], Ticket.event == event)
        if db.session.scalar(own.limit(1)) is None:
            BookingTerms.book(event, people[name])


def _find(uid: str) -> Event:
    return db.session.scalars(select(Event).where(Event.uid == uid)).one()
