"""An organizer sees who comes, adds guests, cancels places and takes the list along."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.recurrence.recurrence import Recurrence
from app.models.teams.membership import Role
from app.models.tickets.booking_terms import BookingTerms, Terms
from app.models.tickets.ticket import Ticket
from tests.support import forms, mails
from tests.support.factories import join, make_event, make_team, make_user
from tests.support.people import sign_in

LIST = "/teams/harbour-hall/events/night/guests"


@pytest.fixture
def hall(app):
    """Harbour Hall of olivia, with an editor, a viewer, and a stranger who owns another team."""
    with app.app_context():
        team = make_team(make_user("olivia@example.org"), slug="harbour-hall")
        join(team, make_user("ed@example.org"), Role.EDITOR)
        join(team, make_user("vera@example.org"), Role.VIEWER)
        make_team(make_user("sam@example.org"), slug="night-owl")
        event = make_event(team, "Night")
        BookingTerms.change(event, Terms(enabled=True, capacity=2, waiting_list=True))
        make_event(team, "Class", recurrence=Recurrence("FREQ=WEEKLY;COUNT=3"))
        db.session.commit()


@pytest.fixture
def person(app, hall):
    """A function that signs a person in."""

    def run(name):
        browser = app.test_client()
        sign_in(browser, f"{name}@example.org")
        return browser

    return run


def add(browser, email, name="Nina Novak", path=LIST, **fields):
    return forms.submit(browser, path, "Add", email=email, name=name, **fields)


def statuses(app):
    with app.app_context():
        return [ticket.status for ticket in db.session.query(Ticket).order_by(Ticket.id)]


def test_editor_adds_a_guest_who_is_invited_and_listed(app, person):
    editor = person("ed")
    assert add(editor, "nina@example.org").status_code == 302
    assert mails.sent_to(app, "nina@example.org") == ["You are on the guest list: Night"]
    page = editor.get(LIST).text
    assert "Nina Novak" in page
    assert "Invited" in page


def test_full_event_and_listed_address_are_said_beside_the_field(app, person):
    editor = person("ed")
    add(editor, "nina@example.org")
    again = add(editor, "nina@example.org")
    assert again.status_code == 422
    assert "on the guest list already" in again.text
    add(editor, "b@example.org")
    assert "All places are taken." in add(editor, "c@example.org").text
    assert statuses(app) == ["valid", "valid"]


@pytest.mark.parametrize(("name", "status"), [("vera", 403), ("sam", 404)])
def test_guests_are_for_editors_of_the_team(person, name, status):
    browser = person(name)
    for path in (LIST, f"{LIST}.csv", LIST.replace("guests", "check-in")):
        assert browser.get(path).status_code == status


def test_cancelled_place_goes_to_who_waits_and_both_are_told(app, person):
    editor = person("ed")
    add(editor, "nina@example.org")
    add(editor, "b@example.org")
    with app.app_context():
        event = db.session.query(Event).filter_by(slug="night").one()
        BookingTerms.wait(event, User.find_by_email("sam@example.org"))
        db.session.commit()
        first = db.session.query(Ticket).order_by(Ticket.id).first().public_id
    forms.submit(editor, f"{LIST}/{first}/cancel", "Cancel the place")
    assert statuses(app) == ["cancelled", "valid", "valid"]
    assert mails.sent_to(app, "nina@example.org")[-1] == "Your place is cancelled: Night"
    assert mails.sent_to(app, "sam@example.org")[-1] == "You have a place: Night"


def test_ticket_of_another_event_is_not_cancelled_here(app, person):
    editor = person("ed")
    add(editor, "nina@example.org")
    with app.app_context():
        ticket = db.session.query(Ticket).one().public_id
    path = LIST.replace("night", "class")
    assert editor.get(f"{path}/{ticket}/cancel").status_code == 404


def test_search_finds_names_and_addresses(person):
    editor = person("ed")
    add(editor, "nina@example.org")
    add(editor, "ben@example.org", "Ben")
    for query, hit, miss in (("NOVAK", "Nina Novak", "Ben<"), ("ben@", "Ben<", "Nina Novak")):
        page = editor.get(f"{LIST}?q={query}").text
        assert hit in page
        assert miss not in page
    assert "No guest matches" in editor.get(f"{LIST}?q=%25").text


def test_file_holds_no_formula_and_no_code(person):
    editor = person("ed")
    add(editor, "nina@example.org", "=cmd()")
    answer = editor.get(f"{LIST}.csv")
    assert answer.mimetype == "text/csv"
    assert '"\'=cmd()"' in answer.text
    assert "sd_tkt_" not in answer.text


def test_series_has_a_list_for_each_date(person):
    editor, path = person("ed"), LIST.replace("night", "class")
    add(editor, "nina@example.org", path=f"{path}?date=2027-03-27T20:00:00")
    assert "Nina Novak" in editor.get(f"{path}?date=2027-03-27T20:00:00").text
    assert "Nina Novak" not in editor.get(path).text
    assert "Nina Novak" in editor.get(f"{path}.csv").text
    assert editor.get(f"{path}?date=x&after=x").status_code == 200
