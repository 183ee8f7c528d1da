"""Invitations to a team: the page that the mailed link opens, and withdrawing one."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.models.teams.team_invitation import TeamInvitation
from app.portal.access.team_access import require_owner
from app.portal.blueprint import bp
from app.portal.teams.team_forms import role_label
from app.web.signed_in import current_person


@bp.get("/invite/<token>")
def show_invitation(token: str) -> ResponseReturnValue:
    """Say who invites the user to which team."""
    invitation = TeamInvitation.find_open(token)
    if invitation is None:
        return _show_dead_invitation()
    return render_template(
        "portal/teams/members/invitation.html",
        invitation=invitation,
        role=role_label(invitation.role),
    )


@bp.post("/invite/<token>")
def accept_invitation(token: str) -> ResponseReturnValue:
    """Join the team."""
    invitation = TeamInvitation.find_open(token)
    if invitation is None:
        return _show_dead_invitation()
    team = invitation.team
    invitation.accept(current_person())
    db.session.commit()
    return redirect(url_for("portal.show_team", slug=team.slug))


@bp.post("/teams/<slug>/invitations/<int:number>/withdraw")
def withdraw_invitation(slug: str, number: int) -> ResponseReturnValue:
    """Withdraw an open invitation."""
    team = require_owner(slug).team
    invitations = {invitation.id: invitation for invitation in TeamInvitation.list_open(team)}
    (invitations.get(number) or abort(404)).withdraw()
    db.session.commit()
    flash(_("The invitation is withdrawn. Its link no longer works."), "ok")
    return redirect(url_for("portal.list_members", slug=team.slug))


def _show_dead_invitation() -> ResponseReturnValue:
    return render_template("portal/teams/members/dead_invitation.html"), 404
