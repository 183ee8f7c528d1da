"""The page for authorization requests that are answered to the user and never redirected."""

from flask import make_response, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.callers import request_id
from app.language.texts import gettext
from app.language.texts import lazy_gettext as _
from app.models.clients import redirect_uri
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.oauth import errors, flow_reports
from app.oauth.authorization.authorization_request import UntrustedRequestError
from app.oauth.blueprint import bp

BROKEN_LINK = _("This connect link does not work")
BROKEN_SIGN_OUT = _("This sign-out link does not work")
ANSWERED = _("You have already answered")
OTHER = (BROKEN_LINK, _("The app sent a request we cannot answer. Nothing was shared."))
# Answers to prompt=none.
UNSEEN = frozenset({"login_required", "consent_required", "interaction_required"})
# Their cause is shown to developers.
EXPLAINED = frozenset({"malformed", "client_document"})
# Title and text by reason.
TEXTS = {
    "unseen": (
        _("This app cannot ask in the background"),
        _(
            "%(app)s wanted an answer without showing you anything. It is not reviewed, and you "
            "have not connected it. Nothing was shared."
        ),
    ),
    "unknown_client": (BROKEN_LINK, _("It belongs to no app of this site. Nothing was shared.")),
    "malformed": (BROKEN_LINK, _("The address is damaged. Nothing was shared.")),
    "client_document": (
        BROKEN_LINK,
        _("The app describes itself in a document that cannot be used. Nothing was shared."),
    ),
    "redirect_uri": (
        BROKEN_LINK,
        _(
            "%(app)s sent you here with a return address that is not on its list, so we "
            "stopped. Nothing was shared."
        ),
    ),
    "direct_uri": (
        BROKEN_LINK,
        _(
            "Its return address is not registered here. Nothing was shared. If you made the "
            "app, register the address in the developer portal."
        ),
    ),
    "client_suspended": (
        _("This app is suspended"),
        _("%(app)s cannot connect to teams at the moment. Nothing was shared."),
    ),
    "client_pending": (
        _("This app is waiting for review"),
        _("%(app)s cannot connect to teams yet. Nothing was shared."),
    ),
    "client_refused": (
        _("This app was not approved"),
        _("%(app)s cannot connect to teams. Nothing was shared."),
    ),
    "expired": (
        _("This page was open too long"),
        _("Go back to the app and connect again. Nothing was shared."),
    ),
    "answered": (
        ANSWERED,
        _("You denied access, and nothing was shared. To start again, connect from %(app)s."),
    ),
    "approved": (ANSWERED, _("%(app)s is connected. There is nothing left to do here.")),
    "pushed_unknown": (
        BROKEN_LINK,
        _("%(app)s sent a request that we do not have. Nothing was shared."),
    ),
    "pushed_expired": (
        _("This connect link has expired"),
        _("Go back to %(app)s and connect again. Nothing was shared."),
    ),
    "pushed_answered": (
        ANSWERED,
        _("Each request is answered once. To connect again, start from %(app)s."),
    ),
    "device_answered": (
        ANSWERED,
        _("The request of this device was answered already. To start again, ask it for a code."),
    ),
    "logout_hint": (
        BROKEN_SIGN_OUT,
        _("%(app)s could not prove whose session it means, so nothing was changed."),
    ),
    "logout_uri": (
        BROKEN_SIGN_OUT,
        _("%(app)s named a return address that is not on its list, so nothing was changed."),
    ),
    "logout_malformed": (BROKEN_SIGN_OUT, _("The address is damaged. Nothing was changed.")),
    "team": (
        _("You cannot share this team"),
        _("Choose a team that you own, or ask an owner. Nothing was shared."),
    ),
    "policy": (
        _("This team lets only reviewed apps connect"),
        _(
            "%(app)s is not reviewed. An owner can change that in the team's settings. Nothing was "
            "shared."
        ),
    ),
    "undecided": (_("No decision was made"), _("Go back and choose Authorize or Deny.")),
}


@bp.errorhandler(UntrustedRequestError)
def show_refusal(error: UntrustedRequestError) -> ResponseReturnValue:
    """Say what went wrong, and tell developers what to change."""
    flow_reports.note_shown(error)
    reason = "unseen" if error.reason in UNSEEN else error.reason
    title, text = TEXTS.get(reason, OTHER)
    app = error.client.name if error.client else None
    page = render_template(
        "oauth/authorization/refusal.html",
        title=title,
        text=str(text) % {"app": app or gettext("An app")},
        app=app,
        sent=error.sent or None,
        registered=registered_for(error.client),
        client=error.client,
        reason=error.reason,
        detail=errors.describe(error.cause) if error.reason in EXPLAINED and error.cause else None,
        why=why_suspended(error.client),
        request_id=request_id.current(),
        go_on=error.go_on,
        back=error.back,
        back_host=redirect_uri.shown_host(error.back) if error.back else None,
    )
    return make_response(page, error.status)


def registered_for(client: Client | None) -> list[str]:
    """The app's redirect URIs, for its own developers only."""
    is_own = (
        client is not None and current_user.is_authenticated and client.has_person(current_user)
    )
    return client.registered_uris() if client is not None and is_own else []


def why_suspended(client: Client | None) -> str | None:
    """The operator's reason, for all users; the reason of a refusal is for its developer only."""
    is_suspended = client is not None and client.status == Status.SUSPENDED
    return client.status_reason if client is not None and is_suspended else None
