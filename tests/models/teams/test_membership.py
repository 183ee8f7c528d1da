"""Memberships begin once, end for good, and leave no team without an owner."""

import pytest

from app.extensions import db
from app.models.teams.membership import PERMISSIONS, Membership, Role
from app.models.values import clock
from app.models.values.errors import LastOwnerError
from app.models.values.scopes import Permission
from tests.support.factories import join, make_team, make_user

pytestmark = pytest.mark.usefixtures("context")


def test_member_is_added_once():
    team, user = make_team(), make_user()
    assert Membership.begin(team, user, Role.EDITOR)
    assert not Membership.begin(team, user, Role.OWNER)
    assert Membership.find(team, user).role == Role.EDITOR


def test_deleted_team_takes_no_member():
    team, user = make_team(), make_user()
    team.deleted_at = clock.now()
    db.session.flush()
    assert not Membership.begin(team, user, Role.EDITOR)


def test_ended_membership_is_not_found_and_another_can_begin():
    team, user = make_team(), make_user()
    former = join(team, user)
    former.ended_at = clock.now()
    db.session.flush()
    assert Membership.find(team, user) is None
    assert Membership.begin(team, user, Role.VIEWER)
    assert [m.role for m in Membership.list_with_teams(user)] == [Role.VIEWER]


@pytest.mark.both_databases
def test_only_owner_cannot_go_and_one_of_two_can():
    ana = make_user()
    team = make_team(ana)
    join(team, make_user(), Role.EDITOR)
    membership = Membership.find(team, ana)
    with pytest.raises(LastOwnerError):
        membership.require_another_owner()
    join(team, make_user(), Role.OWNER)
    membership.require_another_owner()


def test_ownership_holds_for_all_teams_or_not_at_all():
    ana = make_user()
    own, also_own, foreign = make_team(ana), make_team(ana), make_team()
    join(foreign, ana, Role.EDITOR)
    assert Membership.hold_ownership(ana, [own, also_own])
    assert Membership.hold_ownership(ana, [])
    assert not Membership.hold_ownership(ana, [own, foreign])


def test_owners_are_listed_by_team_and_in_the_order_they_joined():
    ana, ben = make_user(), make_user()
    team, other = make_team(ana), make_team(ben)
    join(team, make_user(), Role.EDITOR)
    join(team, ben, Role.OWNER)
    assert Membership.list_owners([team, other]) == {team.id: [ana, ben], other.id: [ben]}


@pytest.mark.parametrize(
    ("role", "manages", "writes"),
    [(Role.OWNER, True, True), (Role.EDITOR, False, True), (Role.VIEWER, False, False)],
)
def test_role_decides_what_a_member_may_do(role, manages, writes):
    membership = join(make_team(), make_user(), role)
    assert membership.may_manage is membership.may_approve_apps is manages
    assert membership.may_write_events is writes
    assert (Permission.WRITE_EVENTS in PERMISSIONS[role]) is writes
