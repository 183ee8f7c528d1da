"""Invitations into a team: what the mailed link opens, and taking one back."""

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
    """Say who invites to what; the link is worth nothing to who is not signed in."""
    invitation = TeamInvitation.find_open(token)
    if invitation is None:
        return render_template("portal/teams/members/dead_invitation.html"), 404
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
        return render_template("portal/teams/members/dead_invitation.html"), 404
    team = invitation.team
    invitation.accept(current_person())
    db.session.commit()
    return redirect(url_for("portal.show_team", slug=team.slug))


@bp.post("/teams/<slug>/invitations/<int:number>/withdraw")
def withdraw_invitation(slug: str, number: int) -> ResponseReturnValue:
    """Take an invitation back."""
    team = require_owner(slug).team
    found = [one for one in TeamInvitation.list_open(team) if one.id == number]
    invitation = found[0] if found else abort(404)
    invitation.withdraw()
    db.session.commit()
    flash(_("The invitation is withdrawn; its link no longer works."), "ok")
    return redirect(url_for("portal.list_members", slug=team.slug))
