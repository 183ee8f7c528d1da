"""The apps that anybody on a team let in; its owners can end each of them."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app.extensions import db
from app.models import grant_search
from app.models.audit_event import AuditEvent
from app.models.grant import Grant
from app.models.team import Team
from app.portal import grant_words
from app.portal.blueprint import bp
from app.portal.team_access import require_member, require_owner


@bp.get("/teams/<slug>/apps")
@login_required
def list_team_apps(slug: str) -> ResponseReturnValue:
    """One row a grant for the team, whoever gave it; every member sees them."""
    membership = require_member(slug)
    grants = grant_search.list_of_team(membership.team)
    return render_template(
        "portal/team_apps/list.html",
        team=membership.team,
        membership=membership,
        connections=[grant_words.describe(grant) for grant in grants],
    )


@bp.get("/teams/<slug>/apps/<grant_id>/revoke")
@login_required
def confirm_team_revocation(slug: str, grant_id: str) -> ResponseReturnValue:
    """Say what will stop, and ask."""
    team = require_owner(slug).team
    return render_template(
        "portal/team_apps/revoke.html", team=team, grant=find_team_grant(team, grant_id)
    )


@bp.post("/teams/<slug>/apps/<grant_id>/revoke")
@login_required
def revoke_team_app(slug: str, grant_id: str) -> ResponseReturnValue:
    """Take back what a member allowed for the team."""
    team = require_owner(slug).team
    grant = find_team_grant(team, grant_id)
    if grant.is_live:
        grant.revoke()
        AuditEvent.record("grant.revoked", actor=current_user, grant=grant, team=team)
    db.session.commit()
    flash(_("%(app)s has no access to this team any more.", app=grant.client.name), "ok")
    return redirect(url_for("portal.list_team_apps", slug=team.slug))


def find_team_grant(team: Team, grant_id: str) -> Grant:
    """The grant with this id if it is for ``team``; 404 otherwise."""
    return grant_search.find_of_team(team, grant_id) or abort(404)
