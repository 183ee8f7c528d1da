"""An event that takes bookings with Nina's ticket for it, and a full one that Vera waits for."""

from datetime import datetime

from app.models.tickets.booking_terms import BookingTerms, Terms
from tests.support.factories import make_event


def book_places(team, holder, waiting):
    """The slugs of the events, and the ID of the ticket."""
    event = make_event(
        team,
        "Shanties for beginners",
        start=datetime(2027, 7, 9, 20, 0),
        venue_name="Harbour Hall",
        venue_address="Molo Vecchio 12",
    )
    BookingTerms.change(event, Terms(enabled=True, capacity=9, per_person=4, waiting_list=True))
    [ticket] = BookingTerms.book(event, holder)
    full = make_event(team, "Sold-out supper", start=datetime(2027, 7, 10, 19, 0))
    BookingTerms.change(full, Terms(enabled=True, capacity=1, waiting_list=True))
    BookingTerms.book(full, holder)
    BookingTerms.wait(full, waiting)
    return {"booked": event.slug, "full": full.slug, "own_ticket": ticket.public_id}
