"""Changes of a membership, and what happens to the grants that rested on it."""

from app.models.grants import grant_endings
from app.models.grants.grant import Grant
from app.models.teams.membership import Membership, Role
from app.models.values import clock


def change_role(membership: Membership, role: Role) -> list[Grant]:
    """Give the member another role; losing the owner's orphans their grants on the team.

    Returns the grants that ended. Raises LastOwnerError when the team would be left without an
    owner.
    """
    ended: list[Grant] = []
    if membership.role == Role.OWNER and role != Role.OWNER:
        membership.require_another_owner()
        ended = _orphan_grants(membership)
    membership.role = role
    return ended


def end_membership(membership: Membership) -> list[Grant]:
    """Take the member out of the team and orphan their grants on it.

    Returns the grants that ended. Raises LastOwnerError when the team would be left without an
    owner.
    """
    if membership.role == Role.OWNER:
        membership.require_another_owner()
    membership.ended_at = clock.now()
    return _orphan_grants(membership)


def _orphan_grants(membership: Membership) -> list[Grant]:
    return grant_endings.orphan(user_id=membership.user_id, team_id=membership.team_id)
