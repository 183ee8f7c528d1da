"""Adopting an app whose user no longer owns the team: a consent page for another owner."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.current import page_locale
from app.language.texts import gettext as _
from app.models.clients.client_status import Status
from app.models.grants import connect_rule, orphaned_grants
from app.models.grants.consent_receipt import ConsentReceipt
from app.models.grants.grant import Grant
from app.models.grants.grant_term import Term
from app.models.housekeeping import grant_adoption
from app.models.teams import factor_policy
from app.models.teams.team import Team
from app.models.values import clock, scopes
from app.portal.access.team_access import require_owner
from app.portal.blueprint import bp
from app.portal.grants import grant_presenter
from app.portal.usage import usage_presenter
from app.web.signed_in import current_person


@bp.get("/teams/<slug>/apps/<grant_id>/adopt")
def ask_adoption(slug: str, grant_id: str) -> ResponseReturnValue:
    """The consent page, with what the app did so far."""
    team = require_owner(slug).team
    return _show(team, _find(team, grant_id))


@bp.post("/teams/<slug>/apps/<grant_id>/adopt")
def adopt_app(slug: str, grant_id: str) -> ResponseReturnValue:
    """Adopt exactly what was shown, or leave the app without access."""
    is_approved = request.form.get("decision") == "approve"
    team, person = require_owner(slug, needs_proof=is_approved).team, current_person()
    grant = _find(team, grant_id)
    list_url = url_for("portal.list_team_apps", slug=team.slug)
    if not is_approved:
        orphaned_grants.decline(grant, team)
        db.session.commit()
        flash(_("%(app)s stays without access.", app=grant.client.name), "info")
        return redirect(list_url)
    if factor_policy.keeps_from_authorizing(person):
        return redirect(url_for("portal.show_security", next=request.path))
    names = scopes.parse(request.form.get("scopes"))
    identity = request.form.get("identity", 0, type=int)
    shown = _record(grant, team, names)
    if not grant_adoption.adopt(grant, team, by=person, names=names, identity_changed_at=identity):
        db.session.rollback()
        flash(_("Something changed meanwhile, so nothing was adopted. Look again."), "bad")
        return redirect(url_for("portal.ask_adoption", slug=team.slug, grant_id=grant_id))
    ConsentReceipt.write(grant, person, names, shown)
    db.session.commit()
    flash(_("You adopted %(app)s. It works again.", app=grant.client.name), "ok")
    return redirect(list_url)


def obstacle(grant: Grant, team: Team) -> str | None:
    """Why no owner can adopt it at the moment."""
    client = grant.client
    if client.status == Status.SUSPENDED:
        return _("An operator suspended this app. You can adopt it once it is restored.")
    if not client.is_available_to(current_person()):
        return _("This app cannot be used at the moment.")
    if not connect_rule.allows(team, client):
        return _("Only reviewed apps may connect to this team. Change that in its settings.")
    if not orphaned_grants.inherited(grant):
        return _("It was allowed nothing that concerns the team.")
    return None


def _find(team: Team, grant_id: str) -> Grant:
    return orphaned_grants.find_of_team(team, grant_id) or abort(404)


def _show(team: Team, grant: Grant) -> str:
    names = orphaned_grants.inherited(grant)
    return render_template(
        "portal/grants/adoption/ask.html",
        team=team,
        grant=grant,
        app=grant.client,
        former=grant.user,
        text=_text(grant, team),
        cannot=_cannot(),
        scopes=grant_presenter.scope_lines(scopes.dump(names)),
        dropped=_dropped(grant, names),
        names=scopes.dump(names),
        obstacle=obstacle(grant, team),
        warning=_warning(grant),
        holds_token=grant_adoption.has_refresh_token(grant),
        calls=usage_presenter.calls_of(grant, team),
        last_use=grant_presenter.last_use(grant),
        until=_until(grant),
    )


def _until(grant: Grant) -> int | None:
    """When it would expire: its term begins again. None without an end."""
    lifetime = Term(grant.term).lifetime
    return None if lifetime is None else clock.now() + lifetime


def _text(grant: Grant, team: Team) -> str:
    return _(
        "%(person)s connected it and no longer owns %(team)s, so it stopped. If you adopt it, it "
        "works again with your permission, and no one has to connect it again.",
        person=grant.user.name if grant.user else grant.client.name,
        team=team.name,
    )


def _record(grant: Grant, team: Team, names: frozenset[str]) -> dict[str, Any]:
    """What the page showed, for the receipt: see the record of consent pages."""
    app, warning = grant.client, _warning(grant)
    return {
        "language": str(page_locale()),
        "title": _("Adopt %(app)s?", app=app.name),
        "app": app.name,
        "maker": app.makers_name,
        "reviewed": app.is_reviewed,
        "change": _text(grant, team),
        "warnings": [warning] if warning else [],
        "allows": [
            {"title": str(scope.sentence), "text": str(scope.detail)}
            for scope in scopes.describe(names)
        ],
        "cannot": _cannot(),
    }


def _cannot() -> str:
    return _("It cannot see anything about you, or your other teams")


def _dropped(grant: Grant, names: frozenset[str]) -> list[str]:
    """What the former user allowed and no one inherits, as sentences."""
    former = scopes.describe(scopes.parse(grant.scopes) - scopes.closure(names))
    return [str(scope.sentence) for scope in former]


def _warning(grant: Grant) -> dict[str, Any] | None:
    if grant.client.identity_changed_at > grant.approved_at:
        return {
            "title": _("It has changed since it was allowed"),
            "text": _("Its name, return address or owner is different now."),
        }
    if not grant.client.is_reviewed:
        return {
            "title": _("This app has not been reviewed yet"),
            "text": _("Go on only if you know who made it."),
        }
    return None
