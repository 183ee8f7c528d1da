"""Who is told when a member joins, changes role, leaves or is removed, by whichever door."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.grants.membership_changes import change_role, end_membership
from app.models.operators import operators
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from tests.support.factories import join, make_client, make_grant, make_team, make_user
from tests.support.forms import submit
from tests.support.mails import link_to
from tests.support.people import sign_in

ANA, BEN, ED, SAM = (f"{name}@example.org" for name in ("ana", "ben", "ed", "sam"))
MEMBERS = "/teams/harbour-hall/members"


@pytest.fixture
def hall(app, client):
    """Harbour Hall: Ana, signed in, and Ben own it, Ed edits; Cleo owned it and is disabled."""
    with app.app_context():
        team = make_team(make_user(ANA, name="Ana Rossi"), name="Harbour Hall", slug="harbour-hall")
        join(team, make_user(BEN, name="Ben Alder"), Role.OWNER)
        join(team, make_user("cleo@example.org", disabled_at=1), Role.OWNER)
        join(team, make_user(ED, name="Ed Moss"))
        make_user(SAM, name="Sam Lee")
        db.session.commit()
    sign_in(client, ANA)
    return client


def told(app):
    """Recipients and subjects of the mails about members, in order of the addresses."""
    mails = app.extensions["mail_outbox"]
    return sorted((mail.to, mail.subject) for mail in mails if "invitation" not in mail.subject)


def membership_of(email):
    return Membership.find(Team.find("harbour-hall"), User.find_by_email(email))


def test_owners_and_the_person_are_told_who_joined(app, hall):
    submit(hall, MEMBERS, "Add", email=SAM, role="viewer")
    sign_in(sam := app.test_client(), SAM)
    submit(sam, link_to(app, SAM), "Accept")

    assert told(app) == [
        (ANA, "A new member of Harbour Hall"),
        (BEN, "A new member of Harbour Hall"),
        (SAM, "You are a member of Harbour Hall"),
    ]
    body = next(mail.body for mail in app.extensions["mail_outbox"] if mail.to == BEN)
    assert "Sam Lee (sam@example.org) joined Harbour Hall. Their role: Viewer." in body
    assert "http://localhost/teams/harbour-hall/members" in body


def test_owners_and_the_person_are_told_of_a_role(app, hall):
    submit(hall, MEMBERS, "Change role Ed", role="owner")
    assert told(app) == [
        (ANA, "A role in Harbour Hall is changed"),
        (BEN, "A role in Harbour Hall is changed"),
        (ED, "Your role in Harbour Hall is changed"),
    ]
    body = app.extensions["mail_outbox"][0].body
    assert "Ana Rossi changed your role in Harbour Hall. Your role is now: Owner." in body


def test_role_that_stays_is_no_news(app, hall):
    submit(hall, MEMBERS, "Change role Ed", role="editor")
    assert told(app) == []


def test_owners_and_the_person_are_told_of_a_removal(app, hall):
    submit(hall, MEMBERS, "Remove Ed")
    assert told(app) == [
        (ANA, "A member of Harbour Hall is removed"),
        (BEN, "A member of Harbour Hall is removed"),
        (ED, "You are no longer a member of Harbour Hall"),
    ]


def test_owners_are_told_who_left(app, hall):
    submit(hall, MEMBERS, "Leave")
    assert told(app) == [(ANA, "You left Harbour Hall"), (BEN, "A member left Harbour Hall")]


def test_owners_are_told_who_deleted_their_account_and_that_person_only_of_that(app, hall):
    submit(hall, "/account/delete", "Delete my account", typed=ANA)
    assert told(app) == [(ANA, "Your account is deleted"), (BEN, "A member left Harbour Hall")]


@pytest.mark.both_databases
def test_changes_outside_of_a_request_are_told_once_they_are_committed(app, hall):
    with app.app_context():
        change_role(membership_of(ED), Role.VIEWER)
        assert told(app) == []
        db.session.rollback()
        db.session.commit()
        assert told(app) == []
        with db.session.begin_nested():
            end_membership(membership_of(ED))
        assert told(app) == []
        db.session.commit()
    assert [to for to, _subject in told(app)] == [ANA, BEN, ED]
    assert "You were removed from Harbour Hall." in app.extensions["mail_outbox"][0].body


def test_other_owners_are_told_which_apps_stopped_with_a_disabled_account(app, hall):
    with app.app_context():
        ben, team = User.find_by_email(BEN), Team.find("harbour-hall")
        other = make_team(ben, name="Ben's own")
        make_grant(make_client(name="Poster Board")[0], ben, team)
        make_grant(make_client(name="Of two teams")[0], ben, team, other)
        make_grant(make_client(name="Revoked")[0], ben, team).revoke()
        db.session.commit()
        for _time in range(2):
            operators.lock_out(ben, "Sent advertisements.")
            db.session.commit()

    assert told(app) == [(ANA, "Apps that Ben Alder connected to Harbour Hall stopped")]
    body = app.extensions["mail_outbox"][-1].body
    assert "An operator disabled the account of Ben Alder" in body
    assert "- Of two teams\n- Poster Board\n" in body
    assert "http://localhost/teams/harbour-hall/apps" in body
    for unsaid in ("Revoked", "advertisements", "Ben's own"):
        assert unsaid not in body


def test_owners_are_not_told_when_no_app_stopped(app, hall):
    with app.app_context():
        operators.lock_out(User.find_by_email(BEN))
        db.session.commit()
    assert told(app) == []
