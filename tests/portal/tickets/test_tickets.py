"""A person's tickets: shown with the code, handed over, cancelled."""

import html
import re
from datetime import datetime

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.recurrence.recurrence import Recurrence
from app.models.teams.team import Team
from app.models.tickets.booking_terms import BookingTerms, Terms
from app.models.tickets.ticket import Ticket
from app.portal.tickets import tickets
from tests.support import forms, mails
from tests.support.factories import make_event, make_team, make_ticket, make_user
from tests.support.people import sign_in


@pytest.fixture
def nina(app):
    """Nina, signed in, with a ticket."""
    with app.app_context():
        event = make_event(make_team(slug="harbour-hall"), "Night")
        BookingTerms.change(event, Terms(enabled=True))
        BookingTerms.book(event, make_user("nina@example.org"))
        make_user("ben@example.org", name="Ben Bao")
        db.session.commit()
    browser = app.test_client()
    sign_in(browser, "nina@example.org")
    return browser


def ticket_page(app):
    with app.app_context():
        return f"/account/tickets/{db.session.query(Ticket).one().public_id}"


def next_page(page):
    """The address of the next page; None on the last one."""
    link = re.search(r'rel="next" href="([^"]+)"', page.text)
    return link and html.unescape(link[1])


def code_of(app):
    with app.app_context():
        return db.session.query(Ticket).one().code


def test_ticket_is_listed_and_shows_its_code_as_a_picture(app, nina):
    page = ticket_page(app)
    assert page in nina.get("/account/tickets").text
    text = nina.get(page).text
    assert code_of(app) in text
    assert "<svg" in text


def test_long_list_has_pages_and_says_what_is_true_of_each(app, nina, monkeypatch):
    monkeypatch.setattr(tickets, "MOST", 2)
    assert "Book a place" not in nina.get("/account/tickets").text
    with app.app_context():
        event = make_event(db.session.query(Team).one(), "Gone", start=datetime(2020, 3, 20, 20))
        for _number in range(4):
            make_ticket(event, User.find_by_email("nina@example.org"))
        db.session.commit()
    first = nina.get("/account/tickets")
    second = nina.get(next_page(first))
    third = nina.get(next_page(second))
    shown = [("Gone" in page.text, "Night" in page.text) for page in (first, second, third)]
    assert shown == [(True, False), (True, False), (False, True)]
    assert [bool(next_page(page)) for page in (first, second, third)] == [True, True, False]
    assert ["First page" in page.text for page in (first, second, third)] == [False, True, True]
    for page in (first, second, third):
        assert "No ticket" not in page.text


def test_ticket_of_someone_else_is_not_found(app, nina):
    ben = app.test_client()
    sign_in(ben, "ben@example.org")
    page = ticket_page(app)
    assert ben.get(page).status_code == 404
    assert ben.get("/account/tickets/x").status_code == 404


def test_transfer_is_accepted_by_the_link_and_ends_the_old_code(app, nina):
    page, old = ticket_page(app), code_of(app)
    forms.submit(nina, page, "Transfer", email="ben@example.org")
    link = mails.link_to(app, "ben@example.org")
    ben = app.test_client()
    sign_in(ben, "ben@example.org")
    forms.submit(ben, link, "Accept", decision="accept")
    assert nina.get(page).status_code == 404
    text = ben.get(page).text
    assert old not in text
    assert code_of(app) in text
    with app.app_context():
        assert Ticket.find_anywhere(old) is None


def test_withdrawn_offer_is_no_longer_shown(app, nina):
    page = ticket_page(app)
    forms.submit(nina, page, "Transfer", email="ben@example.org")
    assert "ben@example.org" in nina.get(page).text
    forms.submit(nina, page, "Withdraw")
    nina.get(page)
    assert "ben@example.org" not in nina.get(page).text


def test_wrong_address_is_shown_beside_the_field(app, nina):
    answer = forms.submit(nina, ticket_page(app), "Transfer", email="nina@example.org")
    assert answer.status_code == 422
    assert "This is your own address." in answer.text


def test_cancelled_ticket_shows_no_code(app, nina):
    page, code = ticket_page(app), code_of(app)
    forms.submit(nina, page, "Cancel booking")
    text = nina.get(page).text
    assert code not in text
    assert "Cancelled" in text


def test_code_that_cannot_be_read_is_made_anew(app, nina):
    page = ticket_page(app)
    with app.app_context():
        db.session.query(Ticket).one().sealed_code = "00000000.AAAA"
        db.session.commit()
    forms.submit(nina, page, "Make a new code")
    assert code_of(app) in nina.get(page).text


def test_cancelling_asks_on_a_page_of_its_own(app, nina):
    page = ticket_page(app)
    assert f"{page}/cancel" in nina.get(page).text
    text = nina.get(f"{page}/cancel").text
    assert "Cancel this booking?" in text
    assert "Sat 20 Mar 2027, 20:00" in text
    assert code_of(app) is not None
    forms.submit(nina, f"{page}/cancel", "Cancel booking")
    assert nina.get(f"{page}/cancel").location == page


def test_time_is_shown_with_its_zone_and_in_the_holders(app, nina):
    for page in ("/account/tickets", ticket_page(app)):
        text = nina.get(page).text
        assert "Europe/Rome" in text
        assert "Sat 20 Mar 2027, 19:00" in text


def test_ticket_for_one_date_of_a_series_adds_that_date_to_a_calendar(app, nina):
    assert '/harbour-hall/night.ics"' in nina.get(ticket_page(app)).text
    with app.app_context():
        weekly = Recurrence("FREQ=WEEKLY;COUNT=3")
        event = make_event(Team.find("harbour-hall"), "Weekly", recurrence=weekly)
        BookingTerms.change(event, Terms(enabled=True))
        holder = User.find_by_email("nina@example.org")
        [ticket] = BookingTerms.book(event, holder, recurrence_id="2027-03-27T20:00:00")
        db.session.commit()
        page = f"/account/tickets/{ticket.public_id}"
    assert "/harbour-hall/weekly.ics?date=2027-03-27" in nina.get(page).text
