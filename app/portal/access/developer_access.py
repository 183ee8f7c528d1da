"""Access to the pages of a developer team: 404 for strangers, 403 for a lesser role."""

from flask import abort, request

from app.database.transactions import SAFE_METHODS
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import Act
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.portal.access.fresh_proof import require_fresh_proof
from app.portal.access.own_client import refuse
from app.web.signed_in import current_person


def require_developer(
    team_id: str, act: Act = Act.VIEW, *, needs_proof: bool = True
) -> DeveloperMembership:
    """The signed-in user's membership of the team with this id, who may do ``act``.

    Changes need a fresh proof; ``needs_proof=False`` is for those that only take access away.
    """
    team = DeveloperTeam.find(team_id) or abort(404)
    membership = DeveloperMembership.find(team, current_person()) or abort(404)
    if not membership.may(act):
        refuse(team.name)
    if needs_proof and request.method not in SAFE_METHODS:
        require_fresh_proof()
    return membership
