"""Places are given out once, to whom the terms allow, and in the order of the waiting list."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.extensions import db
from app.models.events.event_details import EventDetails
from app.models.recurrence.recurrence import Recurrence
from app.models.tickets import booking_terms
from app.models.tickets.booking_terms import (
    BookingRefusedError,
    BookingTerms,
    FullError,
    Terms,
)
from app.models.tickets.ticket import News, Status, Ticket
from app.models.values.errors import ValidationError
from tests.support.factories import make_event, make_team, make_user

pytestmark = pytest.mark.usefixtures("context")

WEEKLY = {"recurrence": Recurrence("FREQ=WEEKLY;COUNT=3")}
FIRST, SECOND = "2027-03-20T20:00:00", "2027-03-27T20:00:00"


@pytest.fixture
def ana(context):
    return make_user()


@pytest.fixture
def ben(context):
    return make_user()


def open_event(*, details=None, **terms):
    """An event that takes bookings on these terms."""
    event = make_event(make_team(), **(details or {}))
    BookingTerms.change(event, Terms(enabled=True, **terms))
    return event


def statuses(event):
    """The statuses of the event's tickets, in the order in which they were made."""
    return list(
        db.session.scalars(
            db.select(Ticket.status).where(Ticket.event_id == event.id).order_by(Ticket.id)
        )
    )


@pytest.mark.both_databases
def test_person_books_and_gets_a_ticket_with_a_code(ana):
    event = open_event(capacity=2)
    [ticket] = BookingTerms.book(event, ana)
    assert (ticket.status, ticket.holder, ticket.name) == (Status.VALID, ana, ana.name)
    assert Ticket.find_by_code(event, ticket.code) == ticket
    assert ticket.code not in ticket.sealed_code


@pytest.mark.both_databases
def test_freed_place_goes_to_the_first_who_waits_and_is_told(ana, ben):
    event = open_event(capacity=1, waiting_list=True)
    held = BookingTerms.book(event, ana)
    with pytest.raises(FullError):
        BookingTerms.book(event, ben)
    first, second = (BookingTerms.wait(event, person) for person in (ben, make_user()))
    assert BookingTerms.cancel(held) == 1
    assert (first.status, first.news) == (Status.VALID, News.PLACE)
    assert (second.status, second.news) == (Status.WAITING, None)


def test_who_waits_for_a_place_that_is_free_by_now_has_it(ana):
    assert BookingTerms.wait(open_event(capacity=1), ana).status == Status.VALID


def test_more_room_goes_to_the_waiting_list_and_less_takes_no_ticket(ana, ben):
    event = open_event(capacity=1, waiting_list=True)
    BookingTerms.book(event, ana)
    BookingTerms.wait(event, ben)
    BookingTerms.change(event, Terms(enabled=True, capacity=2))
    assert statuses(event) == ["valid", "valid"]
    BookingTerms.change(event, Terms(enabled=True, capacity=1, waiting_list=True))
    assert statuses(event) == ["valid", "valid"]
    BookingTerms.cancel(Ticket.list_at(event, ana))
    assert BookingTerms.of(event).places("").free == 0


def test_no_one_who_waits_gets_a_place_while_bookings_are_off(ana, ben):
    event = open_event(capacity=1, waiting_list=True)
    [ticket] = BookingTerms.book(event, ana)
    waiting = BookingTerms.wait(event, ben)
    BookingTerms.change(event, Terms())
    BookingTerms.cancel([ticket])
    assert (waiting.status, waiting.news) == (Status.WAITING, None)
    BookingTerms.change(event, Terms(enabled=True, capacity=1))
    assert (waiting.status, waiting.news) == (Status.VALID, News.PLACE)


def test_person_cannot_fill_an_event_with_cancelled_tickets(ana, ben, monkeypatch):
    monkeypatch.setattr(booking_terms, "MAX_OF_PERSON", 4)
    event = open_event(per_person=2)
    for _time in range(2):
        BookingTerms.cancel(BookingTerms.book(event, ana, count=2))
    with pytest.raises(BookingRefusedError, match="too often"):
        BookingTerms.book(event, ana)
    assert BookingTerms.book(event, ben, count=2)


def test_all_or_none_of_several_places_are_booked(ana):
    event = open_event(capacity=2, per_person=3)
    with pytest.raises(FullError):
        BookingTerms.book(event, ana, count=3)
    assert statuses(event) == []
    assert len(BookingTerms.book(event, ana, count=2)) == 2


@pytest.mark.parametrize("count", [0, -1, 3, 10**9])
def test_number_beyond_that_of_one_person_is_refused(ana, count):
    event = open_event(per_person=2)
    with pytest.raises(BookingRefusedError):
        BookingTerms.book(event, ana, count=count)


def test_waiting_and_transferred_tickets_count_against_the_allowance(ana, ben):
    event = open_event(capacity=1, waiting_list=True)
    [ticket] = BookingTerms.book(event, ana)
    ticket.hand_to(ben)
    for act in (BookingTerms.book, BookingTerms.wait):
        with pytest.raises(BookingRefusedError):
            act(event, ana)
    other = make_user()
    BookingTerms.wait(event, other)
    with pytest.raises(BookingRefusedError):
        BookingTerms.wait(event, other)
    assert statuses(event) == ["valid", "waiting"]


@pytest.mark.parametrize(
    ("terms", "details"),
    [
        ({"enabled": False}, {}),
        ({"opens_at": 2**33}, {}),
        ({"closes_at": 1}, {}),
        ({}, {"start": datetime(2020, 1, 1, 20)}),
        ({}, {"status": "cancelled"}),
        ({}, {"status": "draft"}),
    ],
    ids=["off", "not yet open", "closed", "over", "cancelled", "draft"],
)
def test_booking_is_refused(ana, terms, details):
    event = make_event(make_team(), **details)
    BookingTerms.change(event, Terms(**{"enabled": True, "waiting_list": True} | terms))
    for act in (BookingTerms.book, BookingTerms.wait):
        with pytest.raises(BookingRefusedError):
            act(event, ana)
    assert statuses(event) == []


def test_each_date_of_a_series_has_its_own_places(ana, ben):
    event = open_event(details=WEEKLY, capacity=1)
    BookingTerms.book(event, ana, recurrence_id=FIRST)
    BookingTerms.book(event, ben, recurrence_id=SECOND)
    with pytest.raises(FullError):
        BookingTerms.book(event, ben, recurrence_id=FIRST)


@pytest.mark.parametrize("recurrence_id", ["", "2027-03-21T20:00:00", "x"])
def test_date_that_a_series_does_not_have_is_refused(ana, recurrence_id):
    event = open_event(details=WEEKLY)
    with pytest.raises(BookingRefusedError):
        BookingTerms.book(event, ana, recurrence_id=recurrence_id)


def test_date_has_its_places_once_however_it_is_named(ana, ben):
    event = open_event(details=WEEKLY, capacity=1)
    [ticket] = BookingTerms.book(event, ana, recurrence_id="2027-03-20")
    assert ticket.recurrence_id == FIRST
    for name in ("2027-03-20", FIRST):
        with pytest.raises(FullError):
            BookingTerms.book(event, ben, recurrence_id=name)


def test_guest_takes_a_place_even_before_bookings_open_but_none_that_is_taken(ana):
    event = open_event(capacity=1, opens_at=2**33)
    ticket, code = BookingTerms.add_guest(event, email="Guest@Example.org", name="Gus Lee")
    assert (ticket.holder, ticket.name, ticket.email) == (None, "Gus Lee", "Guest@example.org")
    assert Ticket.find_by_code(event, code) == ticket
    with pytest.raises(FullError):
        BookingTerms.add_guest(event, email="other@example.org", name="Olga")
    with pytest.raises(ValidationError, match="already"):
        BookingTerms.add_guest(event, email="guest@example.org", name="Gus Lee")


def test_ticket_is_used_once(ana):
    [ticket] = BookingTerms.book(open_event(), ana)
    assert BookingTerms.check_in(ticket) is True
    used_at = ticket.used_at
    assert BookingTerms.check_in(ticket) is False
    assert ticket.used_at == used_at
    assert BookingTerms.cancel([ticket]) == 0


def test_ticket_of_no_place_opens_nothing(ana, ben):
    event = open_event(capacity=1, waiting_list=True)
    held, waiting = BookingTerms.book(event, ana), BookingTerms.wait(event, ben)
    with pytest.raises(BookingRefusedError):
        BookingTerms.check_in(waiting)
    BookingTerms.cancel([waiting])
    with pytest.raises(BookingRefusedError):
        BookingTerms.check_in(waiting)
    event.cancel()
    with pytest.raises(BookingRefusedError):
        BookingTerms.check_in(held[0])


@pytest.mark.parametrize(
    "terms",
    [
        {"capacity": 0},
        {"capacity": 100_001},
        {"per_person": 0},
        {"per_person": 21},
        {"opens_at": 10, "closes_at": 10},
    ],
)
def test_terms_that_cannot_be_are_refused(terms):
    event = make_event(make_team())
    with pytest.raises(ValidationError):
        BookingTerms.change(event, Terms(**terms))
    assert BookingTerms.of(event).terms == Terms()


def test_same_terms_change_nothing():
    event = make_event(make_team())
    assert BookingTerms.change(event, Terms(enabled=True)) is True
    assert BookingTerms.change(event, Terms(enabled=True)) is False


STEP = st.one_of(
    st.tuples(st.just("book"), st.integers(0, 4)),
    st.tuples(st.just("wait"), st.integers(0, 4)),
    st.tuples(st.just("cancel"), st.integers(0, 4)),
    st.tuples(st.just("room"), st.integers(1, 3)),
    st.tuples(st.just("event"), st.sampled_from(["cancelled", "scheduled"])),
)


@given(steps=st.lists(STEP, max_size=14))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_history_leaves_the_places_and_the_line_as_reckoned(people, steps):
    event, room, seated, line, is_on = open_event(capacity=2, waiting_list=True), 2, [], [], True
    for act, value in steps:
        has_none = act in ("book", "wait") and value not in [*seated, *line]
        if act == "room":
            room = value
            terms = Terms(enabled=True, capacity=room, waiting_list=True)
            BookingTerms.change(event, terms)
        elif act == "event":
            is_on = value == "scheduled"
            event.change(with_status(event.details, value))
        elif act == "cancel":
            BookingTerms.cancel(Ticket.list_at(event, people[value]))
            seated, line = ([n for n in ones if n != value] for ones in (seated, line))
        else:
            is_refused = not attempt(act, event, people[value])
            is_full = len(seated) >= room
            assert is_refused is (not is_on or not has_none or (act == "book" and is_full))
            if not is_refused:
                (line if is_full else seated).append(value)
        while is_on and line and len(seated) < room:
            seated.append(line.pop(0))
        assert (holders(event, people, "valid"), holders(event, people, "waiting")) == (
            sorted(seated),
            line,
        )


@pytest.fixture
def people(context):
    return [make_user() for _number in range(5)]


def with_status(details: EventDetails, status: str) -> EventDetails:
    return replace(details, status=status)


def attempt(act, event, person) -> bool:
    """Whether the person got a ticket."""
    try:
        getattr(BookingTerms, act)(event, person)
    except BookingRefusedError:
        return False
    return True


def holders(event, people, status):
    """The numbers of those who hold such a ticket; of those who wait, in their order."""
    tickets = db.select(Ticket).where(Ticket.event_id == event.id, Ticket.status == status)
    numbers = [people.index(t.holder) for t in db.session.scalars(tickets.order_by(Ticket.id))]
    return sorted(numbers) if status == "valid" else numbers
