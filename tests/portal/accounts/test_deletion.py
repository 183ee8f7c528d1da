"""Deleting one's account, and what is left behind."""

import json

import pytest

from app.extensions import db
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.user import GONE, User
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client import Client
from app.models.credentials import live_token
from app.models.grants.grant import Grant
from app.models.grants.membership_changes import change_role
from app.models.housekeeping import invariants
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.trials import sandbox
from tests.support.factories import (
    join,
    make_client,
    make_event,
    make_grant,
    make_team,
    make_ticket,
    make_tokens,
    make_user,
)
from tests.support.forms import submit
from tests.support.mails import sent_to
from tests.support.people import sign_in

ANA = "ana@example.org"
NAME = "Ana Bellini"


@pytest.fixture
def ana(app, client):
    """Ana, signed in: owns a team together with Ben, an app that Ben allowed, and a ticket."""
    with app.app_context():
        ana, ben = make_user(ANA, name=NAME), make_user("ben@example.org")
        team = make_team(ana, slug="harbour-hall")
        join(team, ben, Role.OWNER)
        own, _secret = make_client(ana, name="Poster Board")
        other, _secret = make_client(ben, name="Reader")
        make_ticket(make_event(team), ana)
        EmailConfirmation.issue(ana, "ana@new.example.org")
        words = {
            "by_ana": make_tokens(make_grant(other, ana, team))[0],
            "to_ana": make_tokens(make_grant(own, ben, team))[0],
            "of_ben": make_tokens(make_grant(other, ben, team))[0],
            "client_id": own.client_id,
            "id": ana.id,
        }
        db.session.commit()
    sign_in(client, ANA)
    return words


def delete(client, typed=ANA):
    return submit(client, "/account/delete", "Delete my account", typed=typed)


def works(app, token):
    with app.app_context():
        return live_token.find(token) is not None


@pytest.mark.both_databases
def test_everything_of_the_person_ends_and_the_rest_goes_on(ana, app, client):
    phone = app.test_client()
    sign_in(phone, ANA)
    assert delete(client).location == "/"
    assert "Your account is deleted." in client.get("/").text
    assert phone.get("/account").status_code == 302
    assert client.get("/account").status_code == 302
    assert not works(app, ana["by_ana"])
    assert not works(app, ana["to_ana"])
    assert works(app, ana["of_ben"])
    with app.app_context():
        assert Client.find(ana["client_id"]) is None
        team = Team.find("harbour-hall")
        assert [one.user.email for one in Membership.list_of(team)] == ["ben@example.org"]
        assert invariants.find_broken() == []


@pytest.mark.both_databases
def test_nothing_that_is_kept_tells_who_it_was(ana, app, client):
    delete(client)
    with app.app_context():
        gone = db.session.get(User, ana["id"])
        assert (gone.name, gone.is_active, gone.is_operator) == (GONE, False, False)
        tables = [db.session.execute(table.select()).all() for table in db.metadata.sorted_tables]
        kept = json.dumps([list(row) for rows in tables for row in rows], default=str)
    assert ANA not in kept
    assert "ana@new.example.org" not in kept
    assert NAME not in kept


def test_act_is_kept_in_the_trail(ana, app, client):
    delete(client)
    with app.app_context():
        lines = db.session.scalars(db.select(AuditEvent).where(AuditEvent.actor_id == ana["id"]))
        actions = [line.action for line in lines]
    assert actions[-1] == "user.deleted"
    assert {"member.removed", "grant.orphaned", "client.deleted"} <= set(actions)


def test_address_is_told_once_and_free_again(ana, app, client):
    delete(client)
    assert sent_to(app, ANA) == ["Your account is deleted"]
    fields = {"name": "Ana", "email": ANA, "password": "another long password"}
    assert submit(app.test_client(), "/register", "Sign up", **fields).status_code == 302


def test_nobody_signs_in_as_somebody_who_left(ana, app, client):
    delete(client)
    for email in (ANA, "usr_aaaaaaaaaaaaaaaa", "usr_aaaaaaaaaaaaaaaa@example.org"):
        answer = submit(app.test_client(), "/login", "Sign in", email=email, password="")
        assert answer.status_code == 422


@pytest.mark.parametrize("typed", ["", "ben@example.org", "Ana Rossi"])
def test_address_has_to_be_typed(typed, ana, app, client):
    answer = delete(client, typed)
    assert answer.status_code == 422
    assert "This is not your address." in answer.text
    assert works(app, ana["by_ana"])


def test_address_may_be_typed_in_any_case(ana, client):
    assert delete(client, " ANA@Example.org ").status_code == 302


def test_password_is_asked_for_first(ana, client, clock):
    clock.advance(601)
    assert client.get("/account/delete").location == "/account/confirm?next=/account/delete"


def test_page_says_how_much_ends(ana, client):
    page = client.get("/account/delete").text
    assert "one app loses the access you gave it" in page
    assert "your app is deleted, and one connection ends" in page
    assert "your ticket is cancelled" in page


def test_sandbox_goes_without_being_asked_about(ana, app, client):
    with app.app_context():
        user = User.find_by_email(ANA)
        team = sandbox.open_for(user)
        token = make_tokens(make_grant(Client.find(ana["client_id"]), user, team))[0]
        slug = team.slug
        db.session.commit()
    assert delete(client).location == "/"
    assert not works(app, token)
    with app.app_context():
        assert Team.find(slug) is None
        assert invariants.find_broken() == []


class TestSoleOwner:
    """Whoever is a team's only owner settles that first."""

    @pytest.fixture
    def team(self, ana, app):
        """A team of Ana's, with a viewer."""
        with app.app_context():
            team = make_team(User.find_by_email(ANA), name="Back Room", slug="back-room")
            join(team, make_user("vera@example.org"), Role.VIEWER)
            db.session.commit()

    def test_team_is_named_and_nothing_can_be_sent(self, team, client):
        page = client.get("/account/delete").text
        assert "Find new owners for your teams first" in page
        assert "Back Room" in page
        assert "/teams/harbour-hall" not in page
        assert "Delete my account" not in page

    @pytest.mark.both_databases
    def test_form_that_was_open_before_deletes_nothing(self, ana, app, client):
        page = client.get("/account/delete")
        with app.app_context():
            make_team(User.find_by_email(ANA), name="Back Room", slug="back-room")
            db.session.commit()
        answer = submit(client, "/account/delete", "Delete my account", page=page, typed=ANA)
        assert answer.status_code == 409
        assert "Back Room" in answer.text
        assert works(app, ana["by_ana"])
        assert client.get("/account").status_code == 200

    def test_it_goes_on_once_the_team_is_deleted(self, team, app, client):
        submit(client, "/teams/back-room/delete", "Delete team", typed="Back Room")
        assert delete(client).location == "/"

    def test_it_goes_on_once_somebody_else_is_an_owner(self, team, app, client):
        with app.app_context():
            vera = User.find_by_email("vera@example.org")
            change_role(Membership.find(Team.find("back-room"), vera), Role.OWNER)
            db.session.commit()
        assert delete(client).location == "/"


@pytest.mark.both_databases
def test_second_press_does_nothing_twice(ana, app, client):
    page = client.get("/account/delete")
    submit(client, "/account/delete", "Delete my account", page=page, typed=ANA)
    again = submit(client, "/account/delete", "Delete my account", page=page, typed=ANA)
    assert again.status_code in {302, 400}
    with app.app_context():
        deleted = db.select(db.func.count()).where(AuditEvent.action == "user.deleted")
        assert db.session.scalar(deleted) == 1
        assert db.session.scalar(db.select(db.func.count(Grant.id))) == 3


def test_last_operator_appoints_another_first(app, client, ana):
    with app.app_context():
        User.find_by_email(ANA).is_operator = True
        db.session.commit()
    answer = delete(client)
    assert (answer.status_code, "Appoint another one first" in answer.text) == (409, True)
    with app.app_context():
        assert User.find_by_email(ANA).is_operator
