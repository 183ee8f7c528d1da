"""Documentation for whoever writes an app: quick start, scopes, errors."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_login import current_user

from app import problems
from app.models import client_search
from app.models.client import Client
from app.models.scopes import SCOPES
from app.portal.blueprint import bp
from app.portal.current_user import current_person

SAMPLES = (
    "authorize.txt",
    "pkce.sh",
    "exchange.sh",
    "refresh.sh",
    "events.sh",
    "revoke.sh",
    "whole.py",
)

OAUTH_ERRORS = (
    (
        "invalid_client",
        _("The client ID or the secret is wrong, or the app is suspended."),
        _("Compare both with your app's page; make a new secret if it is lost."),
    ),
    (
        "invalid_grant",
        _("The code or refresh token was used, is too old, or its access was ended."),
        _("Start again at the consent page. Do not repeat the call."),
    ),
    (
        "invalid_scope",
        _("A scope is unknown, or your app is not registered for it."),
        _("Add it on your app's page, or ask for less."),
    ),
    (
        "invalid_request",
        _("A parameter is missing, doubled or unreadable."),
        _("Read the description; it names the parameter."),
    ),
    (
        "access_denied",
        _("The organizer pressed Deny."),
        _("Say so kindly, and let them try again when they want to."),
    ),
    (
        "invalid_token",
        _("The access token is unknown, too old, or its access was ended."),
        _("Refresh once. If that fails, start again at the consent page."),
    ),
    (
        "insufficient_scope",
        _("The token does not reach that far."),
        _("Ask for the scope that the answer names."),
    ),
)


@bp.get("/docs")
def show_docs() -> ResponseReturnValue:
    """The quick start; a developer's own first app stands in its samples."""
    app = _first_app()
    values = {
        "public_url": current_app.config["SETTINGS"].public_url,
        "client_id": app.client_id if app else "CLIENT_ID",
        "redirect_uri": _first_redirect_uri(app) or "https://app.example/callback",
    }
    samples = {name.split(".")[0]: _fill_in(name, values) for name in SAMPLES}
    return render_template("portal/docs/quick_start.html", app=app, samples=samples)


@bp.get("/docs/scopes")
def list_scopes() -> ResponseReturnValue:
    """Every scope: its name, what an organizer reads, what it permits."""
    return render_template("portal/docs/scopes.html", scopes=SCOPES.values())


@bp.get("/docs/errors")
def list_errors() -> ResponseReturnValue:
    """What an answer looks like when something is wrong, and what to do then."""
    return render_template(
        "portal/docs/errors.html",
        problems=problems.PROBLEMS,
        oauth_errors=OAUTH_ERRORS,
        sample=_fill_in("error.txt", {"problem": problems.PROBLEMS[404]}),
    )


def _fill_in(name: str, values: dict[str, object]) -> str:
    return render_template(f"portal/docs/samples/{name}", **values)


def _first_redirect_uri(app: Client | None) -> str | None:
    uris = app.registered_uris() if app else []
    return uris[0] if uris else None


def _first_app() -> Client | None:
    if not current_user.is_authenticated:
        return None
    apps = [app for app in client_search.list_owned(current_person()) if app.is_live]
    return apps[-1] if apps else None
