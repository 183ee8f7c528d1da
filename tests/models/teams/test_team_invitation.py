"""Invitations: one open link for each address, which works once while its sender is an owner."""

import pytest

from app.models.teams.membership import Membership, Role
from app.models.teams.team_invitation import LIFETIME, TeamInvitation
from app.models.values.errors import ValidationError
from tests.support.factories import join, make_team, make_user

EMAIL = "new@example.org"


@pytest.fixture
def owner(context):
    return make_user()


@pytest.fixture
def team(owner):
    return make_team(owner)


@pytest.fixture
def token(team, owner):
    return TeamInvitation.issue(team, email=EMAIL, role=Role.EDITOR, by=owner)


def test_link_adds_a_member_once(team, token):
    user, invitation = make_user(EMAIL), TeamInvitation.find_open(token)
    assert (invitation.accept(user), invitation.accept(user)) == (True, False)
    assert Membership.find(team, user).role == Role.EDITOR
    assert TeamInvitation.find_open(token) is None
    assert TeamInvitation.find(token).ended_as == "accepted"


WRONG = {
    "another address": {"email": "other@example.org"},
    "not confirmed": {"email": EMAIL, "verified_at": None},
    "disabled": {"email": EMAIL, "disabled_at": 1},
}


@pytest.mark.parametrize("account", WRONG.values(), ids=WRONG)
def test_link_adds_only_the_account_with_its_address_confirmed(account, team, token):
    user, invitation = make_user(**account), TeamInvitation.find_open(token)
    assert not invitation.accept(user)
    assert Membership.find(team, user) is None
    assert invitation.is_open


def test_members_role_is_not_changed_by_an_invitation(team, owner, token):
    user = make_user(EMAIL)
    join(team, user, Role.VIEWER)
    assert TeamInvitation.find_open(token).accept(user)
    assert Membership.find(team, user).role == Role.VIEWER
    with pytest.raises(ValidationError, match="already"):
        TeamInvitation.issue(team, email=EMAIL, role=Role.OWNER, by=owner)


def test_second_invitation_replaces_the_first_of_its_address(team, owner, token):
    other = TeamInvitation.issue(team, email="other@example.org", role=Role.VIEWER, by=owner)
    second = TeamInvitation.issue(team, email="NEW@example.org", role=Role.VIEWER, by=owner)
    assert TeamInvitation.find_open(token) is None
    assert [i.email for i in TeamInvitation.list_open(team)] == [
        "NEW@example.org",
        "other@example.org",
    ]
    assert TeamInvitation.find_open(other)
    assert TeamInvitation.find_open(second)


def test_link_stops_working_when_its_sender_is_no_owner_any_more(team, owner, token):
    join(team, make_user(), Role.OWNER)
    Membership.find(team, owner).role = Role.EDITOR
    assert TeamInvitation.find_open(token) is None


def test_link_expires_at_the_very_second(clock, team, token):
    clock.advance(LIFETIME - 1)
    assert TeamInvitation.find_open(token) is not None
    clock.advance(1)
    assert TeamInvitation.find_open(token) is None
    assert TeamInvitation.list_open(team) == []


def test_withdrawn_link_adds_no_one(team, token):
    invitation = TeamInvitation.find_open(token)
    invitation.withdraw()
    assert TeamInvitation.find_open(token) is None
    assert not invitation.accept(make_user(EMAIL))


def test_what_is_no_address_is_not_invited(team, owner):
    with pytest.raises(ValidationError):
        TeamInvitation.issue(team, email="nothing", role=Role.EDITOR, by=owner)
