"""At the entrance: a code opens once, and every other one is refused with its reason."""

from dataclasses import replace

import pytest

from app.extensions import db
from app.models.recurrence.recurrence import Recurrence
from app.models.tickets.booking_terms import BookingTerms, Terms
from app.models.tickets.ticket import Ticket
from tests.support import forms
from tests.support.factories import make_event, make_team, make_user
from tests.support.people import sign_in

DOOR = "/teams/harbour-hall/events/{}/check-in"


@pytest.fixture
def codes(app):
    """Codes of tickets, by what they are for."""
    with app.app_context():
        team = make_team(make_user("olivia@example.org"), slug="harbour-hall")
        night, other = make_event(team, "Night"), make_event(team, "Owls")
        series = make_event(team, "Class", recurrence=Recurrence("FREQ=WEEKLY;COUNT=3"))
        foreign = make_event(make_team(slug="night-owl"), "Foreign")
        BookingTerms.change(night, Terms(enabled=True, waiting_list=True))

        def guest(event, number, date=""):
            address = f"n{number}@example.org"
            _ticket, code = BookingTerms.add_guest(
                event, email=address, name=f"Guest {number}", recurrence_id=date
            )
            return code

        made = {"valid": guest(night, 1), "other": guest(other, 1), "foreign": guest(foreign, 1)}
        made["cancelled"], made["waiting"] = guest(night, 2), guest(night, 3)
        for status in ("cancelled", "waiting"):
            Ticket.find_anywhere(made[status]).status = status
        made["series"] = guest(series, 1, "2027-03-27T20:00:00")
        db.session.commit()
        return made


@pytest.fixture
def olivia(app, codes):
    """Signed in at the door."""
    browser = app.test_client()
    sign_in(browser, "olivia@example.org")
    return browser


def enter(browser, code, event="night", **fields):
    return forms.submit(browser, DOOR.format(event), "Check in", code=code, **fields)


def test_code_opens_once_and_then_says_when_it_was_used(olivia, codes):
    first = enter(olivia, f"  {codes['valid'].upper()} ")
    assert first.status_code == 200
    assert "Welcome, Guest 1" in first.text
    assert "1 of 1 have come" in first.text
    second = enter(olivia, codes["valid"])
    assert second.status_code == 409
    assert "Used before, at" in second.text


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("other", "A ticket for another event"),
        ("foreign", "No ticket has this code"),
        ("cancelled", "This ticket is cancelled."),
        ("waiting", "This person is on the waiting list."),
    ],
)
def test_other_code_is_refused_with_its_reason_and_stays(app, olivia, codes, name, reason):
    answer = enter(olivia, codes[name])
    assert answer.status_code == 422
    assert reason in answer.text
    with app.app_context():
        assert Ticket.find_anywhere(codes[name]).used_at is None


@pytest.mark.parametrize("code", ["", "x", "sd_tkt_x", "\u0000", "x" * 5000])
def test_text_that_is_no_code(olivia, code):
    assert "No ticket has this code" in enter(olivia, code).text


def test_ticket_for_another_date_is_refused(olivia, codes):
    wrong = enter(olivia, codes["series"], event="class")
    assert "A ticket for another date" in wrong.text
    right = enter(olivia, codes["series"], event="class", date="2027-03-27T20:00:00")
    assert "Welcome" in right.text


def test_cancelled_event_lets_no_one_in(app, olivia, codes):
    with app.app_context():
        event = Ticket.find_anywhere(codes["valid"]).event
        event.change(replace(event.details, status="cancelled"))
        db.session.commit()
    assert "This date does not take place." in enter(olivia, codes["valid"]).text
