"""Describes a client's status and settings, for its developer and for operators."""

from typing import Any

from flask import url_for
from wtforms import SelectChoice

from app.config import settings
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.clients import client_search, redirect_uri
from app.models.clients.client import Client
from app.models.clients.client_profile import PROFILES
from app.models.clients.client_status import Status
from app.models.values import scopes
from app.models.values.errors import ValidationError
from app.models.values.scopes import OF_PEOPLE, Scope
from app.web.template_filters import duration

# (label, kind) of the badge by status.
BADGES: dict[str, tuple[object, str]] = {
    Status.PENDING: (lazy_gettext("In review"), "info"),
    Status.REFUSED: (lazy_gettext("Refused"), "bad"),
    Status.LIVE: (lazy_gettext("Live"), "ok"),
    Status.SUSPENDED: (lazy_gettext("Suspended"), "bad"),
}
STATUS_OPTIONS = [
    ("", lazy_gettext("All statuses")),
    *((str(status), label) for status, (label, _kind) in BADGES.items()),
]
PROFILE_LABELS = [
    SelectChoice(
        "standard", lazy_gettext("Standard OAuth 2.0, the right choice for everything new")
    ),
    SelectChoice(
        "gancio", lazy_gettext("Like Gancio: tokens live a year, and WordPress plugins work")
    ),
    SelectChoice(
        "eventpop", lazy_gettext("Like Eventpop: tokens may be in the query or body of a call")
    ),
    SelectChoice(
        "eventtemple", lazy_gettext("Like Event Temple: one permission can be for several teams")
    ),
    SelectChoice("passport", lazy_gettext("Like Laravel Passport or Kanka: tokens live a year")),
    SelectChoice("kagibag", lazy_gettext("Like Kagibag: the redirect carries the token itself")),
]
PLACES = {
    "server": lazy_gettext("On a server; it has a client secret"),
    "browser": lazy_gettext("In a browser; public, without a secret"),
    "phone": lazy_gettext("On a phone; public, without a secret"),
    "desktop": lazy_gettext("On a desktop; public, without a secret"),
}
# Redirect URIs that may be registered, with their use; and some that may not.
GOOD_ADDRESSES = (
    ("https://app.example/callback", lazy_gettext("Your server, or a page in the browser")),
    ("http://127.0.0.1:8000/callback", lazy_gettext("Your own computer; the port may vary")),
    ("com.example.app:/callback", lazy_gettext("An installed app: your domain in reverse")),
)
BAD_ADDRESSES = (
    "http://app.example/callback",
    "https://*.app.example/callback",
    "https://app.example/callback#start",
    "/callback",
)


def redirect_examples() -> dict[str, list[tuple[str, Any]]]:
    """Good and bad redirect URIs, the bad ones with the reason that the form would give."""
    bad = [(uri, _why_bad(uri)) for uri in BAD_ADDRESSES]
    return {"good": list(GOOD_ADDRESSES), "bad": bad}


def endpoints() -> list[tuple[str, str]]:
    """Names and absolute addresses of the endpoints for a client."""
    named = (
        (_("Authorize"), "oauth.ask_consent"),
        (_("Token"), "oauth.issue_token"),
        (_("Revoke"), "oauth.revoke_token"),
        (_("Metadata"), "oauth.show_metadata"),
    )
    base = settings().public_url
    return [(name, base + url_for(endpoint)) for name, endpoint in named]


def describe_settings(client: Client) -> list[tuple[str, object]]:
    """The client's settings, as (term, description) pairs."""
    skips = client.confidential and client.silent_reapproval
    needs_pkce = client.pkce_required or not client.confidential
    pairs: list[tuple[str, object]] = [
        (_("Where it runs"), PLACES[client.runs_on]),
        (_("How it works"), PROFILES[client.profile].label),
        (_("Access tokens"), _("work for %(time)s", time=duration(client.access_token_lifetime))),
        (_("Refresh tokens"), _describe_refresh(client)),
        (_("PKCE"), _("required, with S256") if needs_pkce else _("recommended, with S256")),
        (_("state"), _("required") if client.state_required else _("recommended, and sent back")),
        (_("iss in the response"), _("sent (RFC 9207)") if client.sends_iss else _("not sent")),
        (
            _("Asking again"),
            _("skipped while the same was allowed before") if skips else _("always"),
        ),
    ]
    if client.token_in_query:
        pairs.append((_("Token in the query"), _("accepted")))
    return pairs


def describe_scopes(client: Client) -> list[dict[str, object]]:
    """Its scopes as scope_list() shows them: the consent page's sentence above, the name below."""
    usual = scopes.parse(client.default_scopes)
    return [
        {
            "title": scope.sentence,
            "text": _("%(name)s, asked for by default", name=scope.name)
            if scope.name in usual
            else scope.name,
            "writes": scope.writes,
        }
        for scope in scopes.describe(scopes.parse(client.scopes))
    ]


def summarize(client: Client) -> dict[str, Any]:
    """The template's values of an operator's page: identity, addresses, and scopes by risk."""
    return {
        "client": client,
        "badge": BADGES[client.status],
        "namesake": client_search.has_namesake(client),
        "scopes": [
            {
                "title": scope.sentence,
                "text": f"{scope.name} · {_risk(scope)}",
                "writes": scope.writes,
            }
            for scope in scopes.describe(scopes.parse(client.scopes))
        ],
    }


def _risk(scope: Scope) -> str:
    if scope.writes:
        return _("high risk: it changes things")
    if scope.permissions & OF_PEOPLE:
        return _("medium risk: it reads about a person")
    if not scope.needs_team:
        return _("low risk: it reads nothing of a team")
    return _("low risk: it reads a team's events")


def _describe_refresh(client: Client) -> str:
    if not client.refresh_token_lifetime:
        return _("are not issued")
    return _("work for %(time)s after their last use", time=duration(client.refresh_token_lifetime))


def _why_bad(uri: str) -> str:
    try:
        redirect_uri.validate(uri)
    except ValidationError as error:
        return error.message
    return ""
