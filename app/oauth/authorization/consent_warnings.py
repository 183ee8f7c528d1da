"""Why to think twice before letting an app in: one box, however many reasons there are."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from app.models.clients import client_search, redirect_uri
from app.models.grants.grant import Grant
from app.oauth.authorization.authorization_request import AuthorizationRequest

Reason = tuple[str, str]


def describe(auth_request: AuthorizationRequest, grant: Grant | None) -> dict[str, Any] | None:
    """What note() draws; None when nothing speaks against the app."""
    reasons = [
        *about_the_app(auth_request),
        *about_the_way_back(auth_request),
        *about_changes(auth_request, grant),
    ]
    if not reasons:
        return None
    if len(reasons) == 1:
        return {"title": reasons[0][0], "text": reasons[0][1], "reasons": []}
    return {"title": _("Look twice before you authorize"), "text": None, "reasons": reasons}


def about_the_app(auth_request: AuthorizationRequest) -> Iterator[Reason]:
    """Who vouches for the app; each reason in a few words and a sentence."""
    client = auth_request.client
    if not client.is_registered:
        yield (
            _("This app is unverified"),
            _(
                "Anyone could use its name. All that is certain is where you will be sent. Go on "
                "only if you started this there."
            ),
        )
    elif not client.is_live:
        yield (
            _("This app waits for review"),
            _(
                "You made it, so you can try it on your own teams. Everybody else reads that it "
                "cannot connect yet."
            ),
        )
    elif not client.is_reviewed:
        yield _("This app has not been reviewed yet"), _("Go on only if you know who made it.")
    if client_search.has_namesake(client):
        yield _("Another app has the same name"), _("Check where you will be sent.")


def about_the_way_back(auth_request: AuthorizationRequest) -> Iterator[Reason]:
    """Who could read the answer besides the app."""
    uri = auth_request.target.redirect_uri
    if redirect_uri.is_plain_http(uri):
        yield _("It answers over plain http"), _("Others on your network could read the reply.")
    elif redirect_uri.is_loopback(uri):
        yield _("It answers on this device"), _("Go on only if you just started it here.")


def about_changes(auth_request: AuthorizationRequest, grant: Grant | None) -> Iterator[Reason]:
    """Whether it is still what the person allowed."""
    if grant is not None and auth_request.client.identity_changed_at > grant.approved_at:
        yield (
            _("It has changed since you allowed it"),
            _("Its name or its return address is another one now."),
        )
