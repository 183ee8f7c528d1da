"""An event that takes bookings, and Nina's ticket for it."""

from datetime import datetime

from app.models.tickets.booking_terms import BookingTerms, Terms
from tests.support.factories import make_event


def book_places(team, holder):
    """The slug of the event, and the ID of the ticket."""
    event = make_event(
        team,
        "Shanties for beginners",
        start=datetime(2027, 7, 9, 20, 0),
        venue_name="Harbour Hall",
        venue_address="Molo Vecchio 12",
    )
    BookingTerms.change(event, Terms(enabled=True, capacity=9, per_person=4, waiting_list=True))
    [ticket] = BookingTerms.book(event, holder)
    return {"booked": event.slug, "ticket": ticket.public_id}
