"""Invitations to a developer team: for the person with the address, while the sender manages it."""

import pytest

from app.models.clients.developer_teams.developer_invitation import LIFETIME, DeveloperInvitation
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import DeveloperRole
from app.models.values.errors import ValidationError
from tests.support.factories import join_developers, make_developer_team, make_user

EMAIL = "new@example.org"
VIEWER = DeveloperRole.VIEWER


@pytest.fixture
def team(context):
    return make_developer_team(make_user("ada@example.org"))


@pytest.fixture
def key(team):
    ada = DeveloperMembership.list_of(team)[0].user
    return DeveloperInvitation.issue(team, email=EMAIL, role=VIEWER, by=ada)


def test_link_adds_a_member_once(team, key):
    user, invitation = make_user(EMAIL), DeveloperInvitation.find_open(key)
    assert (invitation.accept(user), invitation.accept(user)) == (True, False)
    assert DeveloperMembership.find(team, user).role == VIEWER


WRONG = {
    "another address": {"email": "other@example.org"},
    "not confirmed": {"email": EMAIL, "verified_at": None},
    "disabled": {"email": EMAIL, "disabled_at": 1},
}


@pytest.mark.parametrize("account", WRONG.values(), ids=WRONG)
def test_link_adds_only_the_account_with_its_address_confirmed(account, team, key):
    user = make_user(**account)
    assert not DeveloperInvitation.find_open(key).accept(user)
    assert DeveloperMembership.find(team, user) is None


def test_link_ends_with_time_with_its_senders_role_and_with_a_newer_one(team, key, clock):
    ben = make_user()
    join_developers(team, ben, DeveloperRole.ADMIN)
    newer = DeveloperInvitation.issue(team, email=EMAIL.upper(), role=VIEWER, by=ben)
    assert DeveloperInvitation.find_open(key) is None
    DeveloperMembership.find(team, ben).change_role(DeveloperRole.DEVELOPER)
    assert DeveloperInvitation.find_open(newer) is None
    DeveloperMembership.find(team, ben).change_role(DeveloperRole.ADMIN)
    assert DeveloperInvitation.find_open(newer)
    clock.advance(LIFETIME)
    assert DeveloperInvitation.find_open(newer) is None


def test_member_is_not_invited_again(team):
    ada = DeveloperMembership.list_of(team)[0].user
    with pytest.raises(ValidationError, match="already"):
        DeveloperInvitation.issue(team, email=ada.email, role=VIEWER, by=ada)
