"""What happens next, on the front page."""

from html import unescape

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.values import clock
from tests.support.api import recorded_statements
from tests.support.factories import (
    make_client,
    make_event,
    make_grant,
    make_team,
    make_ticket,
    make_user,
)
from tests.support.people import sign_in


@pytest.fixture
def page(app, client):
    """A function that does something for Ana and returns the text of her front page."""
    with app.app_context():
        make_user("ana@example.org")
        db.session.commit()
    sign_in(client, "ana@example.org")

    def show(act):
        with app.app_context():
            act(User.find_by_email("ana@example.org"))
            db.session.commit()
        return unescape(client.get("/").text)

    return show


def test_guest_sees_the_next_tickets_alone(page):
    def book(ana):
        team = make_team()
        make_ticket(make_event(team, "Spring night"), ana)
        make_ticket(make_event(team, "Called off", status="cancelled"), ana)

    shown = page(book)
    assert "Your ticket: Spring night" in shown
    assert 'href="/account/tickets/' in shown
    assert "Called off" not in shown


def test_access_and_secrets_that_end_soon(page):
    def connect(ana):
        team = make_team(ana)
        for name, days in (("Soon", 3), ("Later", 90)):
            grant = make_grant(make_client(name=name)[0], ana, team)
            grant.expires_at = clock.now() + days * 86_400
        poster, _secret = make_client(ana, name="Poster Board")
        poster.secrets[0].expire_in(86_400)

    shown = page(connect)
    assert "The access of Soon ends" in shown
    assert "The access of Later ends" not in shown
    assert "The secret of Poster Board that ends in" in shown


def test_newcomer_reads_of_nothing(page):
    shown = page(lambda ana: None)
    for title in ("Waiting for you", "Failed lately", "Coming up"):
        assert title not in shown


def test_page_costs_the_same_however_much_there_is(app, client, page):
    """Beyond the few teams that are shown, more teams, apps and grants take no more statements."""

    def grow(ana):
        for _number in range(6):
            team = make_team(ana)
            make_grant(make_client(ana)[0], ana, team).expires_at = clock.now() + 86_400

    page(grow)
    counts = []
    for _time in range(2):
        with recorded_statements(app) as statements:
            client.get("/")
        counts.append(len(statements))
        page(grow)
    assert counts[0] == counts[1] < 45
