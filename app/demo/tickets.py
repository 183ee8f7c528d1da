"""The demo's tickets: Nina's two, and a few more that give the team at the door some bookings."""

from sqlalchemy import select

from app.demo.events import WEEKS_BACK
from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.events.ticket import Ticket

NEXT = WEEKS_BACK + 2  # the show in two weeks' time
# Who goes where: the account's name, and the lasting name of the event.
PLACES = (
    ("nina", f"show-{NEXT}@harbour-hall.demo"),
    ("nina", f"show-{NEXT}@night-owl.demo"),
    ("dev", f"show-{NEXT}@harbour-hall.demo"),
    ("vera", f"show-{NEXT}@harbour-hall.demo"),
    ("olivia", f"show-{NEXT}@night-owl.demo"),
)


def add_tickets(people: dict[str, User]) -> None:
    """Give each person the tickets above, unless they have them already."""
    for name, uid in PLACES:
        event = db.session.scalars(select(Event).where(Event.uid == uid)).one()
        if not _has_ticket(people[name], event):
            Ticket.issue(event, people[name])


def _has_ticket(holder: User, event: Event) -> bool:
    found = select(Ticket.id).where(Ticket.holder == holder, Ticket.event == event)
    return db.session.scalar(found.limit(1)) is not None
