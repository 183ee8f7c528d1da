"""Deleting a developer team."""

from app.extensions import db
from app.language.texts import gettext as _
from app.models.audit import audit_trail
from app.models.clients import client_quota
from app.models.clients.developer_teams.developer_invitation import DeveloperInvitation
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.models.values import clock
from app.models.values.errors import ValidationError


def delete(team: DeveloperTeam) -> None:
    """End ``team``; raises ValidationError("form", …) while it has apps.

    Apps that were deleted before can no longer be restored.
    """
    team.hold()
    if client_quota.count_owned(team):
        raise ValidationError("form", _("Transfer or delete the apps of the team first."))
    DeveloperInvitation.end_all(DeveloperInvitation.team_id == team.id)
    for membership in DeveloperMembership.list_of(team):
        membership.close()
    team.deleted_at = clock.now()
    audit_trail.record("developer_team.deleted", team.facts)
    db.session.flush()
