"""Deleting a team, for its owners."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.extensions import db
from app.language.texts import gettext as _
from app.models.event_queries import member_event_lists
from app.models.grants import grant_search
from app.models.housekeeping import team_deletion
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.portal import mails
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.access.team_access import require_owner
from app.portal.blueprint import bp
from app.web.signed_in import current_person


@bp.get("/teams/<slug>/delete")
@needs_fresh_proof
def ask_team_deletion(slug: str) -> ResponseReturnValue:
    """Say what is deleted, and ask for the team's name."""
    return _show(require_owner(slug).team)


@bp.post("/teams/<slug>/delete")
@needs_fresh_proof
def delete_team(slug: str) -> ResponseReturnValue:
    """Delete the team if its name was typed, and notify its other members."""
    team = require_owner(slug).team
    if request.form.get("typed", "").strip() != team.name:
        return _show(team, error=_("This is not the team's name.")), 422
    members = [membership.user for membership in Membership.list_of(team)]
    is_deleted = team_deletion.delete(team, by=current_person())
    db.session.commit()
    for user in members if is_deleted else ():
        if user.id != current_user.id:
            mails.send_team_deleted(user, team, current_person())
    flash(_("%(team)s is deleted.", team=team.name), "ok")
    return redirect(url_for("portal.list_teams"))


def _show(team: Team, error: str | None = None) -> str:
    return render_template(
        "portal/teams/deletion/confirm.html",
        team=team,
        has_events=member_event_lists.has_any(team),
        app_count=grant_search.count_apps(grant_search.of_team(team)),
        error=error,
    )
