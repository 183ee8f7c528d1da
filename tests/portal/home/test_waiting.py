"""What waits for a person, on their front page."""

from html import unescape

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.clients.client_transfer import ClientTransfer
from app.models.clients.developer_teams.developer_invitation import DeveloperInvitation
from app.models.clients.developer_teams.developer_role import DeveloperRole
from app.models.grants.membership_changes import end_membership
from app.models.grants.owner_request import OwnerRequest
from app.models.operators.operator_invitation import OperatorInvitation
from app.models.operators.team_handover import TeamHandover, Terms
from app.models.teams.membership import Membership, Role
from app.models.teams.team_invitation import TeamInvitation
from tests.support.factories import (
    make_client,
    make_developer_team,
    make_grant,
    make_team,
    make_user,
)
from tests.support.people import sign_in

ANA, DEV, VERA = "ana@example.org", "dev@example.org", "vera@example.org"


@pytest.fixture
def front_page(app):
    """A function that returns the text of a person's front page."""

    def show(address):
        browser = app.test_client()
        sign_in(browser, address)
        return unescape(browser.get("/").text)

    return show


def build(app, act):
    """Do ``act`` with Ana's team, Vera and Dev's app, and commit."""
    with app.app_context():
        team = make_team(make_user(ANA, name="Ana"), name="Harbour Hall", slug="harbour-hall")
        vera, dev = make_user(VERA, name="Vera"), make_user(DEV, name="Dev")
        Membership.add(team, vera, Role.VIEWER)
        act(team, vera, make_client(dev, name="Poster Board")[0])
        db.session.commit()


def test_owner_sees_the_requests_of_members(app, front_page):
    def ask(team, vera, poster):
        uri = "https://app.example/back"
        OwnerRequest.ask(
            client=poster, team=team, user=vera, scopes="events:read", redirect_uri=uri, note=""
        )

    build(app, ask)

    page = front_page(ANA)
    assert "Vera asks you to connect Poster Board to Harbour Hall" in page
    assert 'href="/teams/harbour-hall/apps/requests/req_' in page
    assert "asks you to connect" not in front_page(VERA)


def test_developer_sees_a_question_until_it_is_answered(app, front_page):
    build(app, lambda _team, _vera, poster: poster.ask("Whose site is it?"))
    assert "An operator asks you about Poster Board" in front_page(DEV)

    with app.app_context():
        db.session.scalars(db.select(Client)).one().answer("Ours.")
        db.session.commit()
    assert "Waiting for you" not in front_page(DEV)


def test_person_sees_what_they_are_invited_to_and_where_the_link_is(app, front_page):
    def invite(team, _vera, poster):
        owner = Membership.list_of(team)[0].user
        TeamInvitation.issue(team, email=DEV, role=Role.EDITOR, by=owner)
        ClientTransfer.offer(poster, email=VERA.upper(), by=poster.owner)

    build(app, invite)

    page = front_page(DEV)
    assert "You are invited to join Harbour Hall" in page
    assert f"Open the link in the mail to {DEV}" in page
    assert "You are offered Poster Board" in front_page(VERA)
    assert "Waiting for you" not in front_page(ANA)


def test_each_kind_of_invitation_is_shown_alone(app, front_page):
    def invite(team, vera, _poster):
        TeamHandover.offer(team, email=DEV, by=None, terms=Terms())
        OperatorInvitation.issue(VERA, by=None)
        developers = make_developer_team(vera, name="Sign Makers")
        DeveloperInvitation.issue(developers, email=ANA, role=DeveloperRole.VIEWER, by=vera)

    build(app, invite)
    shown = {
        ANA: "You are invited to join Sign Makers",
        DEV: "You are invited to own Harbour Hall",
        VERA: "You are invited to become an operator",
    }
    for address, text in shown.items():
        page = front_page(address)
        assert [each for each in shown.values() if each in page] == [text]


def test_address_that_is_not_proved_is_shown_nothing(app, front_page):
    def invite(team, _vera, _poster):
        owner = Membership.list_of(team)[0].user
        TeamInvitation.issue(team, email=DEV, role=Role.EDITOR, by=owner)
        User.find_by_email(DEV).verified_at = None

    build(app, invite)
    assert "You are invited" not in front_page(DEV)


def test_operator_sees_how_many_apps_wait_for_review(app, front_page):
    def submit(_team, _vera, poster):
        poster.status = Status.PENDING
        User.find_by_email(ANA).is_operator = True

    build(app, submit)

    assert "One app waits for review" in front_page(ANA)
    assert "waits for review" not in front_page(VERA)


def test_other_owners_are_led_to_adopt_what_stopped(app, front_page):
    def leave(team, vera, poster):
        member = Membership.find(team, vera)
        member.role = Role.OWNER
        make_grant(poster, vera, team)
        end_membership(member)

    build(app, leave)
    page = front_page(ANA)
    assert "Poster Board stopped for Harbour Hall, until an owner adopts it" in page
    assert "/adopt" in page
    assert "Poster Board stopped" not in front_page(VERA)
