"""The page for requests that are answered to the person and never redirected."""

from flask import g, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.oauth import flow_reports
from app.oauth.authorization.authorization_request import UntrustedRequestError


def show_refusal(
    error: UntrustedRequestError, status: int = 400, *, go_on: str | None = None
) -> ResponseReturnValue:
    """Say what went wrong, and to a developer what to change; ``go_on`` is the way from here."""
    flow_reports.note_shown(error)
    title, text = words(error)
    page = render_template(
        "oauth/authorization/refusal.html",
        title=title,
        text=text,
        app=error.client.name if error.client else None,
        sent=error.sent or None,
        registered=registered_for(error.client),
        client=error.client,
        reason=error.reason,
        why=why_suspended(error.client),
        request_id=g.get("request_id"),
        go_on=go_on,
    )
    return make_response(page, status)


def registered_for(client: Client | None) -> list[str]:
    """The app's addresses, told to its own developer only."""
    owns = client is not None and current_user.is_authenticated
    if client is None or not owns or client.owner_id != current_user.id:
        return []
    return client.registered_uris()


def why_suspended(client: Client | None) -> str | None:
    """The operator's reason, which organizers read too; why one was refused is its maker's."""
    is_suspended = client is not None and client.status == Status.SUSPENDED
    return client.status_reason if client is not None and is_suspended else None


def words(error: UntrustedRequestError) -> tuple[str, str]:
    """Title and sentence for the reason."""
    app = error.client.name if error.client else _("An app")
    sentences = sentences_about(app)
    return sentences.get(error.reason) or (
        broken_link(),
        _("The app asked in a way we cannot answer. Nothing was shared."),
    )


def broken_link() -> str:
    """The title for a link that cannot be followed."""
    return _("This connect link does not work")


def sentences_about(app: str) -> dict[str, tuple[str, str]]:
    """What is said for each reason."""
    return about_links(app) | about_the_app(app) | about_answers(app)


def about_links(app: str) -> dict[str, tuple[str, str]]:
    """The link itself is wrong."""
    texts = {
        "unknown_client": _("No app of this platform made it. Nothing was shared."),
        "malformed": _("The address is damaged. Nothing was shared."),
        "redirect_uri": _(
            "%(app)s sent you here with a return address that is not on its list, so we "
            "stopped. Nothing was shared.",
            app=app,
        ),
        "direct_uri": _(
            "Its return address is not registered here. Nothing was shared. If you made the "
            "app, register the address in the developer portal."
        ),
    }
    return {reason: (broken_link(), text) for reason, text in texts.items()}


def about_the_app(app: str) -> dict[str, tuple[str, str]]:
    """The app may not connect now."""
    return {
        "client_suspended": (
            _("This app is suspended"),
            _("%(app)s cannot connect to teams at the moment. Nothing was shared.", app=app),
        ),
        "client_pending": (
            _("This app is waiting for review"),
            _("%(app)s cannot connect to teams yet. Nothing was shared.", app=app),
        ),
        "client_refused": (
            _("This app was not approved"),
            _("%(app)s cannot connect to teams. Nothing was shared.", app=app),
        ),
    }


def about_answers(app: str) -> dict[str, tuple[str, str]]:
    """The person's answer cannot be taken."""
    return {
        "expired": (
            _("This page was open too long"),
            _("Go back to the app and connect again. Nothing was shared."),
        ),
        "answered": (
            _("You have already answered"),
            _(
                "You said no, and nothing was shared. To start again, connect from %(app)s.",
                app=app,
            ),
        ),
        "approved": (
            _("You have already answered"),
            _("%(app)s is connected. There is nothing left to do here.", app=app),
        ),
        "team": (
            _("This team cannot be shared by you"),
            _("Choose a team that you own, or ask an owner. Nothing was shared."),
        ),
        "undecided": (_("That was no answer"), _("Go back and choose Authorize or Deny.")),
    }
