"""Tickets of an account that ends."""

import pytest

from app.extensions import db
from app.models.housekeeping import account_deletion
from app.models.tickets.booking_terms import BookingTerms, Terms
from app.models.tickets.ticket import Status
from tests.support.factories import make_event, make_team, make_user


@pytest.mark.both_databases
@pytest.mark.usefixtures("context")
def test_places_of_a_deleted_account_are_free_and_its_past_tickets_nameless(clock):
    nina, waiter, event = make_user(), make_user(), make_event(make_team())
    past = make_event(event.team)
    for one in (event, past):
        BookingTerms.change(one, Terms(enabled=True, capacity=1, waiting_list=True))
    [ticket] = BookingTerms.book(event, nina)
    [used] = BookingTerms.book(past, nina)
    BookingTerms.check_in(used)
    waiting = BookingTerms.wait(event, waiter)
    account_deletion.delete(nina)
    db.session.flush()
    assert (ticket.status, waiting.status, used.status) == (
        Status.CANCELLED,
        Status.VALID,
        Status.USED,
    )
    assert {t.name for t in (ticket, used)} == {t.email for t in (ticket, used)} == {None}
    assert waiting.name == waiter.name
