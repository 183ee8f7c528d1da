"""The apps that members connected to a team; its owners can revoke each."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.language.texts import gettext as _
from app.models.feeds.feed_link import FeedLink
from app.models.grants import grant_search, orphaned_grants
from app.models.grants.grant import Grant
from app.models.grants.owner_request import OwnerRequest
from app.models.teams.team import Team
from app.models.values import secret
from app.portal import mails
from app.portal.access.team_access import require_member, require_owner
from app.portal.blueprint import bp
from app.portal.grants import grant_list, team_app
from app.portal.grants.connected_apps import grant_details, revoke
from app.web.signed_in import current_person


@bp.get("/teams/<slug>/apps")
def list_team_apps(slug: str) -> ResponseReturnValue:
    """All apps of the team; owners also see what members ask for and what stopped."""
    membership = require_member(slug)
    team = membership.team
    return render_template(
        "portal/grants/team_apps/list.html",
        team=team,
        membership=membership,
        waiting=OwnerRequest.list_of_team(team) if membership.may_approve_apps else [],
        stopped=team_app.list_stopped(team),
        **grant_list.read_of_team(team),
    )


@bp.get("/teams/<slug>/apps/<client:grant_id>")
def show_team_app(slug: str, grant_id: str) -> ResponseReturnValue:
    """Everything about one grant for the team, or about the app with this ID, for its owners."""
    membership = require_owner(slug)
    if not secret.is_public_id("grt_", grant_id):
        return team_app.show(membership, grant_id)
    grant = find_team_grant(membership.team, grant_id)
    return render_template(
        "portal/grants/team_apps/show.html",
        team=membership.team,
        membership=membership,
        is_waiting=orphaned_grants.find_of_team(membership.team, grant_id) is not None,
        **grant_details(grant, membership.team),
    )


@bp.get("/teams/<slug>/apps/<grant_id>/revoke")
def ask_team_revocation(slug: str, grant_id: str) -> ResponseReturnValue:
    """Confirm, with what will stop."""
    team = require_owner(slug).team
    grant = find_team_grant(team, grant_id)
    links = FeedLink.list_of_grant(grant, team)
    return render_template(
        "portal/grants/team_apps/revoke.html", team=team, grant=grant, links=links
    )


@bp.post("/teams/<slug>/apps/<grant_id>/revoke")
def revoke_team_app(slug: str, grant_id: str) -> ResponseReturnValue:
    """End a grant for the team, given by any member."""
    team = require_owner(slug, needs_proof=False).team
    grant = find_team_grant(team, grant_id)
    was_live = grant.is_live
    if not revoke(grant, team):
        return redirect(url_for("portal.ask_team_revocation", slug=slug, grant_id=grant_id))
    if was_live and grant.user is not None and grant.user.id != current_person().id:
        mails.send_app_revoked(grant, team, current_person())
    flash(_("%(app)s no longer has access to this team.", app=grant.title), "ok")
    return redirect(url_for("portal.list_team_apps", slug=slug))


def find_team_grant(team: Team, grant_id: str) -> Grant:
    """The grant with this id if it is for ``team``; 404 otherwise."""
    return grant_search.find(grant_search.of_team(team), grant_id) or abort(404)
