"""Changes of a membership end the grants that depend on it."""

import pytest

from app.models.grants import membership_changes
from app.models.grants.grant_state import GrantStatus
from app.models.teams.membership import Membership, Role
from app.models.values.errors import LastOwnerError
from tests.support.factories import join, make_client, make_grant, make_team, make_user


@pytest.fixture
def team(context):
    return make_team()


def test_losing_the_owner_role_ends_the_members_grants(team):
    user, (client, _secret) = make_user(), make_client()
    membership = join(team, user, Role.OWNER)
    grant = make_grant(client, user, team)
    elsewhere = make_grant(client, user, make_team(user))

    assert membership_changes.change_role(membership, Role.EDITOR) == [grant]

    assert (grant.status, elsewhere.status) == (GrantStatus.ORPHANED, GrantStatus.ACTIVE)
    assert membership_changes.change_role(membership, Role.OWNER) == []


def test_removed_member_is_no_longer_found(team, clock):
    membership = join(team, make_user())
    assert membership_changes.end_membership(membership) == []
    assert membership.ended_at == clock.at
    assert Membership.find(team, membership.user) is None


def test_last_owner_stays(team):
    (owner,) = Membership.list_owners([team])[team.id]
    membership = Membership.find(team, owner)
    with pytest.raises(LastOwnerError):
        membership_changes.end_membership(membership)
    with pytest.raises(LastOwnerError):
        membership_changes.change_role(membership, Role.EDITOR)
    assert membership.role == Role.OWNER
