"""Warnings on the consent page, in one box for all reasons."""

from collections.abc import Iterator
from typing import Any

from app.language.texts import gettext as _
from app.models.clients import client_search, redirect_uri
from app.models.clients.client_metadata import UNNAMED
from app.models.clients.registrations import client_id_url
from app.models.grants.consent_facts import ConsentFacts
from app.models.grants.grant import Grant
from app.oauth.authorization.authorization_request import AuthorizationRequest

Reason = tuple[str, str]


def describe(
    auth_request: AuthorizationRequest, grant: Grant | None, facts: ConsentFacts
) -> dict[str, Any] | None:
    """What note() shows; None without a reason to warn."""
    uri = auth_request.target.redirect_uri
    reasons = [*about_the_app(auth_request, facts), *about_the_redirect(uri)]
    if grant is not None and auth_request.client.identity_changed_at > grant.approved_at:
        changed = _("Its name, return address or owner is different now.")
        reasons.append((_("It has changed since you allowed it"), changed))
    if grant is not None and grant.is_paused:
        reasons.append((_("This app is paused"), _("If you authorize it, the pause ends.")))
    if not reasons:
        return None
    if len(reasons) == 1:
        return {"title": reasons[0][0], "text": reasons[0][1], "reasons": []}
    return {"title": _("Check before you authorize"), "text": None, "reasons": reasons}


def about_the_app(auth_request: AuthorizationRequest, facts: ConsentFacts) -> Iterator[Reason]:
    """Reasons in the app's identity, each a title and a sentence."""
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
            _("You made it, so you can try it on your own teams. Others cannot connect it yet."),
        )
    elif not client.is_reviewed:
        yield _("This app has not been reviewed yet"), about_its_host(auth_request, facts)
    if client.name == UNNAMED:
        yield _("This app gives no name"), _("Check where you will be sent.")
    if auth_request.direct and is_contested(auth_request, facts):
        yield (
            _("More than one app claims this address"),
            _("None of them has proved that it belongs there."),
        )
    if facts.has_namesake:
        check = _("Check where you will be sent.")
        if auth_request.device is not None:
            check = _("Check who made it.")
        yield _("Another app has the same name"), check


def about_its_host(auth_request: AuthorizationRequest, facts: ConsentFacts) -> str:
    """What is certain about an app that no operator has reviewed."""
    client, uri = auth_request.client, auth_request.target.redirect_uri
    if client.is_documented:
        host = client_id_url.host_of(client.client_id)
        return _(
            "All that is certain is that %(host)s describes it. Go on if you trust it.", host=host
        )
    if facts.has_proven_host:
        host = redirect_uri.shown_host(uri)
        return _("It has proved that it belongs to %(host)s. Go on if you trust it.", host=host)
    return _("Go on only if you know who made it.")


def is_contested(auth_request: AuthorizationRequest, facts: ConsentFacts) -> bool:
    """Whether another app is registered at the address, and this one has nothing ahead of it."""
    client, uri = auth_request.client, auth_request.target.redirect_uri
    if not client.is_registered or client.is_reviewed or facts.has_proven_host:
        return False
    return client_search.has_rival(client, uri)


def about_the_redirect(uri: str) -> Iterator[Reason]:
    """Reasons in the redirect URI: who else could read the response."""
    if redirect_uri.is_plain_http(uri):
        yield _("It answers over plain http"), _("Others on your network could read the reply.")
    elif redirect_uri.is_loopback(uri):
        yield _("It answers on this device"), _("Go on only if you just started it here.")
