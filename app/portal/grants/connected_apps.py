"""Connected apps: what a user allows apps to do, and revoking it."""

from typing import Any

import structlog
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import ngettext
from app.models.credentials.access_token import AccessToken
from app.models.feeds.feed_link import FeedLink
from app.models.grants import grant_endings, grant_search
from app.models.grants.grant import Grant
from app.models.housekeeping import grant_narrowing
from app.models.teams.team import Team
from app.models.webhooks import webhook_reach
from app.portal.blueprint import bp
from app.portal.grants import grant_history, grant_list, grant_presenter
from app.portal.usage import usage_presenter
from app.web.signed_in import current_person

log = structlog.get_logger("stagedoor")


@bp.get("/account/apps")
def list_connected_apps() -> ResponseReturnValue:
    """The user's live grants, last used first."""
    values = grant_list.read(own_grants(), "portal.list_connected_apps")
    return render_template("portal/grants/connected_apps/list.html", **values)


@bp.get("/account/apps/<grant_id>")
def show_connected_app(grant_id: str) -> ResponseReturnValue:
    """Everything about one grant, live or ended."""
    grant = find_own_grant(grant_id)
    return render_template("portal/grants/connected_apps/show.html", **grant_details(grant))


def grant_details(grant: Grant, team: Team | None = None) -> dict[str, Any]:
    """The template's values for a grant, for the user who gave it or for the owners of ``team``."""
    return {
        "grant": grant,
        "teams": grant_presenter.team_names(grant),
        "state": grant_presenter.state(grant),
        "trouble": grant_presenter.trouble(grant),
        "scopes": grant_presenter.removable_lines(grant, team),
        "team_lines": grant_presenter.team_lines(grant) if team is None else [],
        "pause": _pause_addresses(grant, team),
        "last_use": grant_presenter.last_use(grant),
        "tokens": AccessToken.count_live(grant),
        "links": FeedLink.list_of_grant(grant, team),
        "hosts": webhook_reach.list_hosts(grant),
        "calls": usage_presenter.calls_of(grant, team),
        "history": grant_history.list_of(grant, team),
    }


def _pause_addresses(grant: Grant, team: Team | None) -> dict[str, str] | None:
    """Where its buttons lead; None where it cannot be paused, or not by the owners of ``team``."""
    if not grant.is_live or (team is not None and not grant_presenter.is_of_one_team(grant)):
        return None
    grant_id, slug = grant.public_id, team.slug if team is not None else None
    kind = "connected_app" if team is None else "team_app"
    return {
        "pause": url_for(f"portal.pause_{kind}", slug=slug, grant_id=grant_id),
        "resume": url_for(f"portal.resume_{kind}", slug=slug, grant_id=grant_id),
    }


@bp.get("/account/apps/<grant_id>/revoke")
def ask_revocation(grant_id: str) -> ResponseReturnValue:
    """Confirm, with what will stop."""
    grant = find_own_grant(grant_id)
    return render_template(
        "portal/grants/connected_apps/revoke.html",
        grant=grant,
        teams=grant_presenter.team_names(grant),
        links=FeedLink.list_of_grant(grant),
    )


@bp.post("/account/apps/<grant_id>/revoke")
def revoke_connected_app(grant_id: str) -> ResponseReturnValue:
    """End the grant; the app's next call is refused."""
    grant = find_own_grant(grant_id)
    if not revoke(grant):
        return redirect(url_for("portal.ask_revocation", grant_id=grant_id))
    flash(_("%(app)s no longer has access.", app=grant.title), "ok")
    return redirect(url_for("portal.list_connected_apps"))


@bp.get("/account/apps/revoke-all")
def ask_revocation_of_all() -> ResponseReturnValue:
    """Confirm, with how many will end."""
    count = grant_search.count(own_grants())
    return render_template("portal/grants/connected_apps/revoke_all.html", count=count)


@bp.post("/account/apps/revoke-all")
def revoke_all_connected_apps() -> ResponseReturnValue:
    """End all the user's grants."""
    grants = grant_endings.revoke_all(current_person())
    db.session.commit()
    flash(
        ngettext(
            "One app no longer has access.", "%(num)s apps no longer have access.", len(grants)
        ),
        "ok",
    )
    return redirect(url_for("portal.list_connected_apps"))


def own_grants() -> ColumnElement[bool]:
    """The condition for the signed-in user's grants."""
    return grant_search.of_user(current_person())


def find_own_grant(grant_id: str) -> Grant:
    """The user's own grant with this id; 404 otherwise."""
    return grant_search.find(own_grants(), grant_id) or abort(404)


def revoke(grant: Grant, team: Team | None = None) -> bool:
    """End ``grant``, or take ``team`` off one for several, and commit.

    False, with a message, when the database could not do it now.
    """
    app = grant.title
    try:
        if team is not None and grant.is_live:
            grant_narrowing.remove_team(grant, team, by=current_person(), team=team)
        elif grant.is_live or team is not None:  # owners also end what waits to be adopted
            grant.revoke(team)
        db.session.commit()
    except OperationalError as error:
        db.session.rollback()
        log.error("grant not revoked", error=type(error).__name__)
        flash(_("%(app)s still has access: it could not be revoked. Try again.", app=app), "bad")
        return False
    return True
