"""A ticket changes hands by a mailed link, which its address alone can accept."""

import pytest

from app.models.tickets.booking_terms import BookingTerms, Terms
from app.models.tickets.ticket import Status, Ticket
from app.models.tickets.ticket_invitation import TicketInvitation
from app.models.values.errors import ValidationError
from tests.support.factories import make_event, make_team, make_user

pytestmark = pytest.mark.usefixtures("context")

NINA = "nina@example.org"


@pytest.fixture
def ana(context):
    return make_user("ana@example.org")


@pytest.fixture
def ticket(ana):
    event = make_event(make_team(ana))
    BookingTerms.change(event, Terms(enabled=True))
    return BookingTerms.book(event, ana)[0]


@pytest.mark.both_databases
def test_transfer_gives_the_ticket_a_new_holder_and_a_new_code(ana, ticket):
    old, key, nina = (
        ticket.code,
        TicketInvitation.offer(ticket, email=NINA, by=ana),
        make_user(NINA),
    )
    assert TicketInvitation.find(key).accept(nina) is True
    assert (ticket.holder, ticket.email) == (nina, NINA)
    assert Ticket.find_anywhere(old) is None
    assert Ticket.find_anywhere(ticket.code) == ticket
    assert TicketInvitation.find(key).accept(nina) is False


def test_only_the_confirmed_address_can_accept(ana, ticket):
    key = TicketInvitation.offer(ticket, email=NINA, by=ana)
    unproved = make_user(NINA, verified_at=None)
    for stranger in (make_user(), unproved):
        assert TicketInvitation.find(key).accept(stranger) is False
    assert ticket.holder == ana


@pytest.mark.parametrize("ending", ["cancelled", "used", "event cancelled", "given away", "again"])
def test_link_ends_with_the_right_to_give_the_ticket(ana, ticket, ending):
    key, nina = TicketInvitation.offer(ticket, email=NINA, by=ana), make_user(NINA)
    if ending == "cancelled":
        BookingTerms.cancel([ticket])
    elif ending == "used":
        BookingTerms.check_in(ticket)
    elif ending == "event cancelled":
        ticket.event.cancel()
    elif ending == "given away":
        ticket.hand_to(make_user())
    else:
        TicketInvitation.offer(ticket, email="other@example.org", by=ana)
    holder = ticket.holder
    assert TicketInvitation.find(key).accept(nina) is False
    assert ticket.holder == holder


@pytest.mark.parametrize("email", ["ANA@example.org", "x", ""])
def test_address_that_cannot_be_is_refused(ana, ticket, email):
    with pytest.raises(ValidationError):
        TicketInvitation.offer(ticket, email=email, by=ana)


def test_ticket_of_someone_else_is_not_offered(ticket):
    with pytest.raises(ValidationError):
        TicketInvitation.offer(ticket, email=NINA, by=make_user())


def test_guest_accepts_and_keeps_the_code_that_was_shown(ana, ticket):
    guest, code = BookingTerms.add_guest(ticket.event, email=NINA, name="Nina of the Press")
    key, nina = TicketInvitation.invite(guest, by=ana), make_user(NINA, name="Nina Okafor")
    assert TicketInvitation.find(key).accept(nina) is True
    assert (guest.holder, guest.name, guest.status) == (nina, "Nina Okafor", Status.VALID)
    assert Ticket.find_anywhere(code) == guest


def test_declined_ticket_stays_with_its_holder(ana, ticket):
    key = TicketInvitation.offer(ticket, email=NINA, by=ana)
    assert TicketInvitation.find(key).decline() is True
    assert (ticket.holder, ticket.status) == (ana, Status.VALID)
