"""The apps that anybody on a team let in; its owners can end each of them."""

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.models.feeds.feed_link import FeedLink
from app.models.grants import grant_search
from app.models.grants.grant import Grant
from app.models.grants.owner_request import OwnerRequest
from app.models.teams.team import Team
from app.portal.access.team_access import require_member, require_owner
from app.portal.blueprint import bp
from app.portal.grants import grant_list
from app.portal.grants.connected_apps import grant_details, revoke


@bp.get("/teams/<slug>/apps")
def list_team_apps(slug: str) -> ResponseReturnValue:
    """One row a grant for the team, whoever gave it; owners also see what members ask for."""
    membership = require_member(slug)
    team = membership.team
    values = grant_list.read(
        partial(grant_search.page_of_team, team),
        grant_search.count_apps_of_team(team),
        "portal.list_team_apps",
        slug=team.slug,
    )
    waiting = OwnerRequest.list_of_team(team) if membership.may_approve_apps else []
    return render_template(
        "portal/grants/team_apps/list.html",
        team=team,
        membership=membership,
        waiting=waiting,
        **values,
    )


@bp.get("/teams/<slug>/apps/<grant_id>")
def show_team_app(slug: str, grant_id: str) -> ResponseReturnValue:
    """Everything about one grant for the team, to its owners."""
    membership = require_owner(slug)
    grant = find_team_grant(membership.team, grant_id)
    return render_template(
        "portal/grants/team_apps/show.html",
        team=membership.team,
        membership=membership,
        **grant_details(grant, membership.team),
    )


@bp.get("/teams/<slug>/apps/<grant_id>/revoke")
def ask_team_revocation(slug: str, grant_id: str) -> ResponseReturnValue:
    """Say what will stop, and ask."""
    team = require_owner(slug).team
    grant = find_team_grant(team, grant_id)
    links = FeedLink.list_of_grant(grant, team)
    return render_template(
        "portal/grants/team_apps/revoke.html", team=team, grant=grant, links=links
    )


@bp.post("/teams/<slug>/apps/<grant_id>/revoke")
def revoke_team_app(slug: str, grant_id: str) -> ResponseReturnValue:
    """Take back what a member allowed for the team."""
    team = require_owner(slug).team
    grant = find_team_grant(team, grant_id)
    app, here = grant.client.name, team.slug
    if not revoke(grant, team):
        flash(_("%(app)s still has access: it could not be revoked. Try again.", app=app), "bad")
        url = url_for("portal.ask_team_revocation", slug=here, grant_id=grant_id)
        return redirect(url)
    flash(_("%(app)s has no access to this team any more.", app=app), "ok")
    return redirect(url_for("portal.list_team_apps", slug=here))


def find_team_grant(team: Team, grant_id: str) -> Grant:
    """The grant with this id if it is for ``team``; 404 otherwise."""
    return grant_search.find_of_team(team, grant_id) or abort(404)
