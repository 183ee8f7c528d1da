"""Changes of a membership, and of the grants that depend on it."""

from app.models.audit import audit_trail
from app.models.grants import grant_endings
from app.models.grants.grant import Grant
from app.models.teams.membership import Membership, Role
from app.models.teams.membership_news import Change
from app.models.values import clock


def change_role(membership: Membership, role: Role) -> list[Grant]:
    """Give the member another role, and return their grants that ended with the owner's role.

    Raises LastOwnerError when the team would be left without an owner.
    """
    if membership.role == role:
        return []
    ended = set_role(membership, role)
    membership.announce(Change.ROLE_CHANGED)
    return ended


def set_role(membership: Membership, role: Role) -> list[Grant]:
    """Do what ``change_role`` does without telling people."""
    is_lost = membership.role == Role.OWNER and role != Role.OWNER
    if is_lost:
        membership.require_another_owner()
    membership.role = role
    _record("member.role_changed", membership, role=role)
    return _orphan_apps(membership) if is_lost else []


def end_membership(membership: Membership) -> list[Grant]:
    """Remove the member from the team, and return their grants on it, which end too.

    Raises LastOwnerError when the team would be left without an owner.
    """
    if membership.role == Role.OWNER:
        membership.require_another_owner()
    membership.ended_at = clock.now()
    _record("member.removed", membership)
    membership.announce(Change.REMOVED)
    return grant_endings.orphan(membership.team, membership.user)


def _orphan_apps(membership: Membership) -> list[Grant]:
    return grant_endings.orphan(membership.team, membership.user, of_apps=True)


def _record(action: str, membership: Membership, **facts: str) -> None:
    team, user = membership.team, membership.user
    audit_trail.record(action, facts, team=team, subject=user, user=user.public_id)
