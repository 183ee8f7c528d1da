"""The demo's tickets: two of Nina's, and a few more for the teams' bookings."""

from sqlalchemy import select

from app.demo.events import WEEKS_BACK
from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.tickets.ticket import Ticket

NEXT = WEEKS_BACK + 2  # the show two weeks from now
# The account's name, and the UID of the event.
PLACES = (
    ("nina", f"show-{NEXT}@harbour-hall.demo"),
    ("nina", f"show-{NEXT}@night-owl.demo"),
    ("dev", f"show-{NEXT}@harbour-hall.demo"),
    ("vera", f"show-{NEXT}@harbour-hall.demo"),
    ("olivia", f"show-{NEXT}@night-owl.demo"),
)


def add_tickets(people: dict[str, User]) -> None:
    """Issue the tickets above that are missing."""
    for name, uid in PLACES:
        event = db.session.scalars(select(Event).where(Event.uid == uid)).one()
        tickets = select(Ticket.id).where(Ticket.holder == people[name], Ticket.event == event)
        if db.session.scalar(tickets.limit(1)) is None:
            Ticket.issue(event, people[name])
