"""Many people book at once: no place is given out twice, and none is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.housekeeping import account_deletion, invariants
from app.models.tickets.booking_terms import BookingRefusedError, BookingTerms, Terms
from app.models.tickets.ticket import Ticket
from app.models.tickets.ticket_invitation import TicketInvitation
from tests.support.factories import make_event, make_team, make_user

pytestmark = [pytest.mark.both_databases, pytest.mark.race]
MANY = 40


@pytest.fixture
def at_once(app):
    """A function that lets people act at once, each by their number, in their own transactions."""

    def run(act, numbers):
        def once(number):
            with app.app_context():
                try:
                    result = act(db.session.query(Event).one(), number)
                    db.session.commit()
                except BookingRefusedError:
                    db.session.rollback()
                    return False
                return bool(result)

        with ThreadPoolExecutor(len(numbers)) as pool:
            return list(pool.map(once, numbers))

    return run


@pytest.fixture
def people(app):
    """The ids of as many people, and an event with one place and a waiting list."""
    with app.app_context():
        event = make_event(make_team())
        BookingTerms.change(event, Terms(enabled=True, capacity=1, waiting_list=True))
        ids = [make_user().id for _number in range(MANY)]
        db.session.commit()
        return ids


def person(number) -> User:
    return db.session.get_one(User, number)


def counts(app):
    """The number of tickets by status; their stream has no gap and no number twice."""
    with app.app_context():
        rows = db.session.query(Ticket).all()
        numbers = [ticket.change_seq for ticket in rows]
        assert len(set(numbers)) == len(numbers)
        assert invariants.find_broken() == []
        statuses = [ticket.status for ticket in rows]
        return {status: statuses.count(status) for status in set(statuses)}


def test_last_place_goes_to_exactly_one_of_forty(app, people, at_once):
    results = at_once(lambda event, number: BookingTerms.book(event, person(number)), people)
    assert sorted(results) == [False] * (MANY - 1) + [True]
    assert counts(app) == {"valid": 1}


def test_one_person_with_many_tabs_gets_no_more_than_their_share(app, people, at_once):
    same = [people[0]] * 8
    results = at_once(lambda event, number: BookingTerms.wait(event, person(number)), same)
    assert results.count(True) == 1
    assert counts(app) == {"valid": 1}


def test_everyone_waits_while_places_are_freed_and_added(app, people, at_once):
    """Half join the line while others cancel and the organizer changes the capacity."""
    at_once(lambda event, number: BookingTerms.wait(event, person(number)), people[:8])

    def act(event, number):
        place = people.index(number)
        if place < 4:
            return BookingTerms.cancel(Ticket.list_at(event, person(number)))
        if place == 20:
            return BookingTerms.change(event, Terms(enabled=True, capacity=3, waiting_list=True))
        return BookingTerms.wait(event, person(number))

    at_once(act, [*people[:4], people[20], *people[8:16]])
    assert counts(app) == {"valid": 3, "waiting": 9, "cancelled": 4}
    with app.app_context():
        open_tickets = db.session.query(Ticket).filter(Ticket.status.in_(["valid", "waiting"]))
        line = [ticket.status for ticket in open_tickets.order_by(Ticket.id)]
    assert line == ["valid"] * 3 + ["waiting"] * 9


def test_event_that_is_cancelled_meanwhile_sells_nothing_afterwards(app, people, at_once):
    def act(event, number):
        if number == people[3]:
            return event.cancel()
        return BookingTerms.book(event, person(number))

    at_once(act, people[:8])
    assert not any(
        at_once(lambda event, number: BookingTerms.book(event, person(number)), people[8:12])
    )
    assert counts(app).get("valid", 0) <= 1


def test_ticket_is_checked_in_once(app, people, at_once):
    at_once(lambda event, number: BookingTerms.book(event, person(number)), people[:1])
    check_in = lambda _event, _number: BookingTerms.check_in(db.session.query(Ticket).one())  # noqa: E731
    assert sorted(at_once(check_in, people[:8])) == [False] * 7 + [True]


def test_ticket_is_handed_over_or_cancelled(app, people, at_once):
    at_once(lambda event, number: BookingTerms.book(event, person(number)), people[:1])
    with app.app_context():
        ticket, nina = db.session.query(Ticket).one(), person(people[1])
        key = TicketInvitation.offer(ticket, email=nina.email, by=ticket.holder)
        db.session.commit()

    def act(_event, number):
        if number == people[1]:
            return TicketInvitation.find(key).accept(person(number))
        return BookingTerms.cancel([db.session.query(Ticket).one()])

    accepted, cancelled = at_once(act, [people[1], people[0]])
    assert cancelled
    assert counts(app) == {"cancelled": 1}
    with app.app_context():
        assert (db.session.query(Ticket).one().holder_id == people[1]) is accepted


def test_deleted_account_holds_no_place_and_two_deletions_do_not_wait_for_each_other(
    app, people, at_once
):
    def act(event, number):
        if number < 0:
            return account_deletion.delete(person(-number))
        return BookingTerms.wait(event, person(number))

    first = people[:4]
    at_once(act, [*first, *(-number for number in first)])
    with app.app_context():
        kept = db.session.query(Ticket).filter(Ticket.status.in_(["valid", "waiting"])).all()
        assert kept == []
