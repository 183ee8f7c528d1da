"""Powers over a live grant, short of ending it: take a part of it away, pause it."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.extensions import db
from app.language.texts import gettext as _
from app.models.feeds.feed_link import FeedLink
from app.models.grants.grant import Grant
from app.models.housekeeping import grant_narrowing
from app.models.housekeeping.grant_narrowing import Removal
from app.models.teams.team import Team
from app.models.values import scopes
from app.portal import mails
from app.portal.access.team_access import require_owner
from app.portal.blueprint import bp
from app.portal.grants import grant_presenter
from app.portal.grants.connected_apps import find_own_grant
from app.portal.grants.team_apps import find_team_grant
from app.web.signed_in import current_person


@bp.get("/account/apps/<grant_id>/remove")
def ask_removal(grant_id: str) -> ResponseReturnValue:
    """Confirm that a scope or a team is taken off, with what goes and what stays."""
    return show_removal(find_own_grant(grant_id))


@bp.post("/account/apps/<grant_id>/remove")
def remove_access(grant_id: str) -> ResponseReturnValue:
    """Take a scope or a team off; the app's next call is decided without it."""
    grant = find_own_grant(grant_id)
    if request.form.get("team"):
        removed = find_team(grant, request.form["team"])
        is_done = grant_narrowing.remove_team(grant, removed, by=current_person())
    else:
        scope = find_scope(grant, request.form.get("scope", ""))
        kept = request.form.getlist("keep")
        is_done = grant_narrowing.remove_scope(grant, scope, by=current_person(), kept=kept)
    db.session.commit()
    tell(grant, is_done)
    if not grant.is_live:
        return redirect(url_for("portal.list_connected_apps"))
    return redirect(url_for("portal.show_connected_app", grant_id=grant_id))


@bp.post("/account/apps/<grant_id>/pause")
def pause_connected_app(grant_id: str) -> ResponseReturnValue:
    """Stop the app for a day."""
    grant = find_own_grant(grant_id)
    change_pause(grant, pauses=True)
    return redirect(url_for("portal.show_connected_app", grant_id=grant_id))


@bp.post("/account/apps/<grant_id>/resume")
def resume_connected_app(grant_id: str) -> ResponseReturnValue:
    """Let the app go on before the day is over."""
    grant = find_own_grant(grant_id)
    change_pause(grant, pauses=False)
    return redirect(url_for("portal.show_connected_app", grant_id=grant_id))


@bp.get("/teams/<slug>/apps/<grant_id>/remove")
def ask_team_removal(slug: str, grant_id: str) -> ResponseReturnValue:
    """Confirm that a scope is taken off what a member allowed for this team alone."""
    team = require_owner(slug).team
    return show_removal(find_grant_of_one_team(team, grant_id), team)


@bp.post("/teams/<slug>/apps/<grant_id>/remove")
def remove_team_access(slug: str, grant_id: str) -> ResponseReturnValue:
    """Take a scope off, and tell the user who allowed it."""
    team = require_owner(slug, needs_proof=False).team
    grant = find_grant_of_one_team(team, grant_id)
    scope = find_scope(grant, request.form.get("scope", ""), team)
    by, kept = current_person(), request.form.getlist("keep")
    is_done = grant_narrowing.remove_scope(grant, scope, by=by, kept=kept, team=team)
    db.session.commit()
    if is_done and grant.is_live:
        mails.send_app_narrowed(grant, team, by, scopes.SCOPES[scope].sentence)
    elif is_done and grant.user != by:
        mails.send_app_revoked(grant, team, by)
    tell(grant, is_done)
    return redirect(url_for("portal.list_team_apps", slug=slug))


@bp.post("/teams/<slug>/apps/<grant_id>/pause")
def pause_team_app(slug: str, grant_id: str) -> ResponseReturnValue:
    """Stop the app for a day, and tell the user who allowed it."""
    team = require_owner(slug, needs_proof=False).team
    grant = find_grant_of_one_team(team, grant_id)
    if change_pause(grant, team, pauses=True):
        mails.send_app_paused(grant, team, current_person())
    return redirect(url_for("portal.show_team_app", slug=slug, grant_id=grant_id))


@bp.post("/teams/<slug>/apps/<grant_id>/resume")
def resume_team_app(slug: str, grant_id: str) -> ResponseReturnValue:
    """Let the app go on before the day is over."""
    team = require_owner(slug).team
    change_pause(find_grant_of_one_team(team, grant_id), team, pauses=False)
    return redirect(url_for("portal.show_team_app", slug=slug, grant_id=grant_id))


def find_grant_of_one_team(team: Team, grant_id: str) -> Grant:
    """The grant if it is for ``team`` alone; 404 otherwise: others have a say in the rest."""
    grant = find_team_grant(team, grant_id)
    return grant if grant_presenter.is_of_one_team(grant) else abort(404)


def find_scope(grant: Grant, name: str, team: Team | None = None) -> str:
    """The scope if it can be taken off ``grant``, by the owners of ``team`` if given; else 404."""
    return name if name in grant_presenter.removable(grant, team) else abort(404)


def find_team(grant: Grant, slug: str) -> Team:
    """The team of the grant with this slug; 404 otherwise."""
    return next((team for team in grant.teams if team.slug == slug), None) or abort(404)


def change_pause(grant: Grant, team: Team | None = None, *, pauses: bool) -> bool:
    """Pause or resume, commit, and say so; False when there was nothing to change."""
    is_changed = grant.pause(team) if pauses else grant.resume(team)
    db.session.commit()
    app = grant.title
    if is_changed and pauses:
        flash(_("%(app)s is paused. It comes back by itself in a day.", app=app), "ok")
    elif is_changed:
        flash(_("%(app)s has access again.", app=app), "ok")
    return is_changed


def tell(grant: Grant, is_done: bool) -> None:
    """Say what became of the removal."""
    app = grant.title
    if not grant.is_live:
        flash(_("%(app)s no longer has access.", app=app), "ok")
    elif is_done:
        flash(_("Removed. %(app)s keeps the rest.", app=app), "ok")


def show_removal(grant: Grant, team: Team | None = None) -> ResponseReturnValue:
    """The page that asks first; 404 for what the grant does not have."""
    if not grant.is_live:
        abort(404)
    values = _of_team(grant) if "team" in request.args and team is None else _of_scope(grant, team)
    back = url_for("portal.show_connected_app", grant_id=grant.public_id)
    act = url_for("portal.remove_access", grant_id=grant.public_id)
    if team is not None:
        back = url_for("portal.show_team_app", slug=team.slug, grant_id=grant.public_id)
        act = url_for("portal.remove_team_access", slug=team.slug, grant_id=grant.public_id)
    return render_template(
        "portal/grants/connected_apps/remove.html", grant=grant, back=back, act=act, **values
    )


def _of_scope(grant: Grant, team: Team | None) -> dict[str, Any]:
    name = find_scope(grant, request.args.get("scope", ""), team)
    removal = Removal(scopes.parse(grant.scopes), name)
    reads = scopes.permissions(removal.left) & {scopes.Permission.READ_EVENTS}
    return {
        "what": _quote(str(scopes.SCOPES[name].sentence)),
        "fields": {"scope": name},
        "goes": _lines(removal.gone),
        "stays": _lines(removal.left),
        "keepable": [] if not removal.included else _choices(removal.included),
        "overlapping": [line["title"] for line in _lines(removal.overlapping)],
        "is_last": not removal.left,
        "links": [] if reads else FeedLink.list_of_grant(grant),
    }


def _of_team(grant: Grant) -> dict[str, Any]:
    removed = find_team(grant, request.args["team"])
    return {
        "what": removed.name,
        "fields": {"team": removed.slug},
        "goes": [],
        "stays": [],
        "kept_teams": [team.name for team in grant.teams if team.id != removed.id],
        "keepable": [],
        "overlapping": [],
        "is_last": len(grant.teams) == 1,
        "links": FeedLink.list_of_grant(grant, removed),
    }


def _lines(names: frozenset[str]) -> list[dict[str, object]]:
    return grant_presenter.scope_lines(scopes.dump(names))


def _choices(names: frozenset[str]) -> Sequence[dict[str, object]]:
    return [{"name": s.name, "text": s.sentence} for s in scopes.describe(names)]


def _quote(sentence: str) -> Markup:
    return Markup("<q>%s</q>") % sentence
