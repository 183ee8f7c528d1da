"""A visitor books on the event's page, cancels there, and waits when it is full."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.recurrence.recurrence import Recurrence
from app.models.tickets.booking_terms import BookingTerms, Terms
from app.models.tickets.ticket import Ticket
from tests.support import forms, mails
from tests.support.api import recorded_statements
from tests.support.factories import make_event, make_team, make_user
from tests.support.people import sign_in

PAGE = "/harbour-hall/night"


@pytest.fixture
def make(app):
    """A function that makes the event on terms, in a world with two visitors."""

    def run(details=None, **terms):
        with app.app_context():
            for name in ("nina", "ben"):
                make_user(f"{name}@example.org")
            event = make_event(make_team(slug="harbour-hall"), "Night", **(details or {}))
            BookingTerms.change(event, Terms(enabled=True, **terms))
            db.session.commit()

    return run


@pytest.fixture
def visitor(app):
    """A function that signs a visitor in."""

    def run(name):
        browser = app.test_client()
        sign_in(browser, f"{name}@example.org")
        return browser

    return run


def statuses(app):
    with app.app_context():
        return [ticket.status for ticket in db.session.query(Ticket).order_by(Ticket.id)]


def test_visitor_books_and_cancels(app, make, visitor):
    make(capacity=1)
    nina = visitor("nina")
    assert forms.submit(nina, PAGE, "Book").location == PAGE
    assert statuses(app) == ["valid"]
    page = nina.get(PAGE).text
    assert "Your place is booked." in page
    assert "All places are taken." in page
    forms.submit(nina, PAGE, "Cancel booking")
    assert statuses(app) == ["cancelled"]


def test_bookings_of_each_date_are_cancelled_by_themselves(app, make, visitor):
    make({"recurrence": Recurrence("FREQ=WEEKLY;COUNT=3")}, per_person=2)
    nina = visitor("nina")
    for date, count in (("2027-03-20T20:00:00", "2"), ("2027-03-27T20:00:00", "1")):
        forms.submit(nina, PAGE, "Book", date=date, count=count)
    forms.submit(nina, PAGE, "Cancel booking")
    assert statuses(app) == ["cancelled", "cancelled", "valid"]
    forms.submit(nina, PAGE, "Cancel booking")
    assert statuses(app) == ["cancelled"] * 3


def test_booking_of_a_date_that_is_over_is_not_cancelled(app, make, visitor, clock):
    make({"recurrence": Recurrence("FREQ=WEEKLY;COUNT=3")})
    nina = visitor("nina")
    forms.submit(nina, PAGE, "Book", date="2027-03-20T20:00:00")
    form = forms.find_form(nina.get(PAGE).text, "Cancel booking").press("Cancel booking")
    clock.at = datetime(2027, 3, 21, tzinfo=UTC).timestamp()
    sign_in(nina, "nina@example.org")
    page = nina.get(PAGE).text
    assert "Your ticket" in page
    assert "Cancel booking" not in page
    form |= {"csrf_token": forms.find_form(page, "Book").press("Book")["csrf_token"]}
    assert nina.post(f"{PAGE}/cancel-booking", data=form).status_code == 302
    assert statuses(app) == ["valid"]


def test_page_counts_the_places_of_all_dates_at_once(app, make, client):
    counts = []
    make({"recurrence": Recurrence("FREQ=DAILY")}, capacity=5)
    for rule in ("FREQ=DAILY;COUNT=3", "FREQ=DAILY"):
        with app.app_context():
            event = db.session.query(Event).one()
            event.change(replace(event.details, recurrence=Recurrence(rule)).checked())
            db.session.commit()
        with recorded_statements(app) as statements:
            client.get(PAGE)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_freed_place_goes_to_who_waits_with_a_mail(app, make, visitor):
    make(capacity=1, waiting_list=True)
    nina, ben = visitor("nina"), visitor("ben")
    forms.submit(nina, PAGE, "Book")
    page = ben.get(PAGE)
    form = forms.find_form(page.text, "Join the waiting list")
    ben.post(f"{PAGE}/wait", data=form.press("Join the waiting list"))
    assert statuses(app) == ["valid", "waiting"]
    forms.submit(nina, PAGE, "Cancel booking")
    assert statuses(app) == ["cancelled", "valid"]
    assert mails.sent_to(app, "ben@example.org") == ["You have a place: Night"]


def test_signed_out_visitor_is_led_to_sign_in_and_back(app, make, client):
    make()
    assert f"{PAGE}/book" in client.get(PAGE).text
    answer = client.get(f"{PAGE}/book")
    assert answer.status_code == 302
    assert "/login" in answer.location
    assert "night%2Fbook" in answer.location or "night/book" in answer.location


def test_date_of_a_series_is_chosen_and_else_the_next(app, make, visitor):
    make({"recurrence": Recurrence("FREQ=WEEKLY;COUNT=3")}, per_person=2)
    nina = visitor("nina")
    forms.submit(nina, PAGE, "Book", date="2027-03-27T20:00:00")
    form = forms.find_form(nina.get(PAGE).text, "Book").press("Book")
    form.pop("date")
    nina.post(f"{PAGE}/book", data=form)
    with app.app_context():
        dates = [t.recurrence_id for t in db.session.query(Ticket).order_by(Ticket.id)]
    assert dates == ["2027-03-27T20:00:00", "2027-03-20T20:00:00"]


@pytest.mark.parametrize("fields", [{"count": "0"}, {"count": "99"}, {"count": "x"}, {"date": "x"}])
def test_refused_booking_says_why_and_changes_nothing(app, make, visitor, fields):
    make({"recurrence": Recurrence("FREQ=WEEKLY;COUNT=3")})
    nina = visitor("nina")
    form = forms.find_form(nina.get(PAGE).text, "Book").press("Book") | fields
    answer = nina.post(f"{PAGE}/book", data=form, follow_redirects=True)
    assert answer.status_code == 200
    expected = ["valid"] if fields == {"count": "x"} else []
    assert statuses(app) == expected


def test_unproved_address_books_nothing(app, make, visitor):
    make()
    nina = visitor("nina")
    page = nina.get(PAGE)
    with app.app_context():
        User.find_by_email("nina@example.org").verified_at = None
        db.session.commit()
    answer = nina.post(f"{PAGE}/book", data=forms.find_form(page.text, "Book").press("Book"))
    assert answer.status_code == 302
    assert statuses(app) == []


def test_hidden_event_takes_no_booking(app, make, visitor):
    make()
    nina = visitor("nina")
    form = forms.find_form(nina.get(PAGE).text, "Book").press("Book")
    with app.app_context():
        event = db.session.query(Event).one()
        event.visibility = "private"
        db.session.commit()
    assert nina.post(f"{PAGE}/book", data=form).status_code == 404


def test_event_without_bookings_says_nothing_of_them(app, make, client):
    make()
    with app.app_context():
        BookingTerms.change(db.session.query(Event).one(), Terms())
        db.session.commit()
    assert "Book" not in client.get(PAGE).text


def test_cancelling_asks_first_and_names_the_dates(app, make, visitor):
    make()
    nina, question = visitor("nina"), f"{PAGE}/cancel-booking"
    assert nina.get(question).location == PAGE
    forms.submit(nina, PAGE, "Book")
    assert question in nina.get(PAGE).text
    text = nina.get(question).text
    assert "Cancel this booking?" in text
    assert "Sat 20 Mar 2027, 20:00" in text
    assert statuses(app) == ["valid"]
    forms.submit(nina, question, "Cancel booking")
    assert statuses(app) == ["cancelled"]
