"""Asking an owner to let an app in: a request permits nothing until an owner consents."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.grants.grant import Grant
from app.models.grants.membership_changes import end_membership
from app.models.grants.owner_request import LIFETIME, MAX_A_DAY, OwnerRequest
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.people import sign_in

VERA = "vera@example.org"


@pytest.fixture
def vera(app, olivia):
    """The browser of somebody who only views Harbour Hall."""
    with app.app_context():
        viewer = factories.make_user(VERA, name="Vera Conti")
        factories.join(Team.find("harbour-hall"), viewer, Role.VIEWER)
        db.session.commit()
    client = app.test_client()
    sign_in(client, VERA)
    return client


def ask(browser, poster, **fields):
    """Ask the owners of Harbour Hall on the consent page."""
    fields = {"ask_team": "harbour-hall", "note": "For the poster wall.", **fields}
    return flow.decide(browser, poster, button="Ask an owner", fields=fields)


def mails_to(app, address):
    """The mails that went to ``address``."""
    return [mail for mail in app.extensions["mail_outbox"] if mail.to == address]


def the_request(app):
    """Path of the one request's page."""
    with app.app_context():
        return f"/teams/harbour-hall/apps/requests/{db.session.query(OwnerRequest).one().public_id}"


@pytest.mark.both_databases
def test_owners_are_told_and_the_page_says_so(app, vera, olivia, poster):
    answer = ask(vera, poster)
    assert answer.status_code == 303
    assert "You asked the owners of Harbour Hall" in vera.get(answer.location).text
    (mail,) = mails_to(app, olivia)
    assert "Vera Conti asks you to connect Poster Board to Harbour Hall" in mail.subject
    assert "For the poster wall." in mail.body
    assert the_request(app) in mail.body
    assert flow.count(app, Grant) == 0


def test_page_names_who_can_share_the_team(vera, poster):
    assert "Only Ana Rossi can share this team" in vera.get(flow.authorize_path(poster)).text


def test_asking_twice_keeps_one_request_and_sends_one_mail(app, vera, olivia, poster):
    page = vera.get(flow.authorize_path(poster))
    for _time in range(2):
        flow.submit(vera, "/oauth/authorize", "Ask an owner", page=page, ask_team="harbour-hall")
    assert flow.count(app, OwnerRequest) == 1
    assert len(mails_to(app, olivia)) == 1


@pytest.mark.parametrize("team", ["", "night-owl", "no-such-team"])
def test_team_has_to_be_one_of_theirs(app, vera, poster, team):
    flow.make_organizer(app, "other@example.org", "night-owl")
    answer = ask(vera, poster, ask_team=team)
    assert answer.status_code == 422
    assert "Choose the team whose owners you want to ask." in answer.text
    assert "For the poster wall." in answer.text
    assert flow.count(app, OwnerRequest) == 0


def test_note_has_an_end(vera, poster):
    answer = ask(vera, poster, note="x" * 301)
    assert answer.status_code == 422
    assert "Use at most 300 characters." in answer.text


def test_nobody_can_flood_owners_with_mail(app, vera, olivia):
    for number in range(MAX_A_DAY + 1):
        answer = ask(vera, flow.register(app, name=f"App {number}"))
    assert answer.status_code == 422
    assert "Try again tomorrow." in answer.text
    assert len(mails_to(app, olivia)) == MAX_A_DAY


@pytest.mark.both_databases
def test_owner_lets_it_in_by_their_own_consent(app, vera, browser, olivia, poster):
    """The page leads to the real consent page; the grant is the owner's own."""
    ask(vera, poster)
    page = browser.get(the_request(app)).text
    link = page.split('class="btn btn-primary" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "state" not in link
    assert flow.callback(flow.submit(browser, link, "Authorize"))["code"]
    with app.app_context():
        assert [grant.user.email for grant in db.session.query(Grant)] == [olivia]
    (mail,) = mails_to(app, VERA)
    assert "Poster Board is connected to Harbour Hall" in mail.subject
    assert browser.get(the_request(app)).status_code == 404


def test_consent_that_began_at_the_app_answers_it_too(app, vera, browser, poster):
    ask(vera, poster)
    flow.obtain_code(browser, poster)
    assert len(mails_to(app, VERA)) == 1


def test_app_that_needs_its_own_start_is_connected_from_there(app, vera, browser, phone):
    pkce = {"code_challenge": flow.CHALLENGE, "code_challenge_method": "S256"}
    flow.decide(vera, phone, "Ask an owner", {"ask_team": "harbour-hall"}, **pkce)
    page = browser.get(the_request(app)).text
    assert "Connect this app from the app itself" in page
    assert "/oauth/authorize" not in page


def test_owner_says_no_with_a_word(app, vera, browser, poster):
    ask(vera, poster)
    answer = flow.submit(browser, the_request(app), "Deny", answer="We use another one.")
    assert answer.location == "/teams/harbour-hall/apps"
    (mail,) = mails_to(app, VERA)
    assert "We use another one." in mail.body
    assert flow.count(app, Grant) == 0
    assert "Waiting for an owner" not in browser.get("/teams/harbour-hall/apps").text
    assert "Ask an owner" in vera.get(flow.authorize_path(poster)).text


def test_only_owners_see_requests(app, vera, browser, poster):
    ask(vera, poster)
    assert "Waiting for an owner" in browser.get("/teams/harbour-hall/apps").text
    assert "Waiting for an owner" not in vera.get("/teams/harbour-hall/apps").text
    assert vera.get(the_request(app)).status_code == 403
    flow.make_organizer(app, "eve@example.org", "night-owl")
    stranger = app.test_client()
    sign_in(stranger, "eve@example.org")
    assert stranger.get(the_request(app)).status_code == 404
    other_team = the_request(app).replace("harbour-hall", "night-owl")
    assert stranger.get(other_team).status_code == 404


def test_request_falls_with_its_asker_and_with_time(app, vera, browser, poster, clock):
    ask(vera, poster)
    with app.app_context():
        end_membership(Membership.find(Team.find("harbour-hall"), User.find_by_email(VERA)))
        db.session.commit()
    assert browser.get(the_request(app)).status_code == 404
    with app.app_context():
        factories.join(Team.find("harbour-hall"), User.find_by_email(VERA), Role.VIEWER)
        db.session.commit()
    assert browser.get(the_request(app)).status_code == 200
    clock.advance(LIFETIME)
    sign_in(browser, "olivia@example.org")
    assert browser.get(the_request(app)).status_code == 404
