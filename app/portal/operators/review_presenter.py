"""Describes an app for its review: what has changed, and its risks."""

from typing import Any
from urllib.parse import urlsplit

from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.clients import redirect_uri, review_facts
from app.models.clients.client import Client
from app.models.clients.client_profile import PROFILES
from app.models.values import scopes
from app.models.values.scopes import OF_PEOPLE, Permission
from app.portal.clients import client_presenter
from app.portal.grants import grant_presenter

FACTS = {
    "name": lazy_gettext("Name"),
    "redirect_uris": lazy_gettext("Redirect URIs"),
    "scopes": lazy_gettext("Scopes"),
    "website": lazy_gettext("Website"),
    "description": lazy_gettext("Description"),
    "runs_on": lazy_gettext("Where it runs"),
    "profile": lazy_gettext("How it works"),
    "icon": lazy_gettext("Icon"),
}
# The label of a link and the text it puts into the field, by key.
REFUSALS = {
    "maker": (
        lazy_gettext("Unknown maker"),
        lazy_gettext("Say on your website who you are and how to reach you, then ask again."),
    ),
    "scopes": (
        lazy_gettext("Too many scopes"),
        lazy_gettext(
            "The app may ask for more than it seems to need. Leave out the scopes it can do"
            " without, or say in the description what each is for."
        ),
    ),
    "address": (
        lazy_gettext("Return address"),
        lazy_gettext(
            "A redirect URI leads to a site that does not seem to be yours. Use addresses on your"
            " own domain."
        ),
    ),
    "name": (
        lazy_gettext("Misleading name"),
        lazy_gettext("The name looks like another company's. Choose a name of your own."),
    ),
}
QUESTIONS = {
    "maker": (lazy_gettext("Who makes it"), lazy_gettext("Who makes this app, and for whom?")),
    "scopes": (
        lazy_gettext("Why these scopes"),
        lazy_gettext("What does the app do with each of the scopes it may ask for?"),
    ),
    "address": (
        lazy_gettext("Whose address"),
        lazy_gettext("Who owns the sites that the redirect URIs lead to?"),
    ),
}


def in_queue(client: Client) -> dict[str, Any]:
    """One row of the queue."""
    return {
        "client": client,
        "state": state(client),
        "risk": risk(client),
        "host": ", ".join(sorted(set(map(redirect_uri.shown_host, client.registered_uris())))[:2]),
    }


def state(client: Client) -> tuple[str, str]:
    """The state of its review, as a badge."""
    if client.review_question is not None:
        return (_("Answered"), "info") if client.review_answer else (_("Asked"), "")
    if client.approved_facts is not None:
        return _("Changed"), "warn"
    return _("New"), "info"


def risk(client: Client) -> tuple[str, str]:
    """The highest risk among its scopes, as a badge."""
    may = scopes.permissions(scopes.parse(client.scopes))
    if Permission.WRITE_EVENTS in may:
        return _("Changes events"), "warn"
    if may & {*OF_PEOPLE, Permission.READ_GUESTS}:
        return _("Reads about people"), "info"
    return _("Reads events"), ""


def describe_changes(client: Client) -> list[dict[str, Any]] | None:
    """The facts that differ from the approved ones; None for an app that was never approved."""
    changes = review_facts.changes(client)
    if changes is None:
        return None
    return [
        {
            "fact": FACTS[change.fact],
            "removed": [_value(change.fact, value) for value in change.removed],
            "added": [_value(change.fact, value) for value in change.added],
        }
        for change in changes
    ]


def describe_links(client: Client) -> list[dict[str, Any]]:
    """Its redirect URIs, and what is unusual about each."""
    home = urlsplit(client.website).hostname
    return [
        {
            "uri": row.uri,
            "host": redirect_uri.shown_host(row.uri),
            "badges": [*_odd(row.uri, home), *_proof(client, row.uri)],
        }
        for row in client.redirect_uris
    ]


def preview_consent(client: Client) -> dict[str, Any]:
    """The consent page for all its scopes, in short."""
    return {
        "app": client.name,
        "maker": client.makers_name,
        "hosts": sorted(set(map(redirect_uri.shown_host, client.registered_uris()))),
        "scopes": grant_presenter.scope_lines(client.scopes),
    }


def describe(client: Client) -> dict[str, Any]:
    """The template's values for the review of one app."""
    return {
        **client_presenter.summarize(client),
        "state": state(client),
        "risk": risk(client),
        "place": client_presenter.PLACES[client.runs_on],
        "profile": PROFILES[client.profile].label,
        "changes": describe_changes(client),
        "links": describe_links(client),
        "consent": preview_consent(client),
        "version": review_facts.version(client),
    }


def _value(fact: str, value: str) -> str:
    if fact == "runs_on":
        return str(client_presenter.PLACES.get(value, value))
    if fact == "profile" and value in PROFILES:
        return str(PROFILES[value].label)
    return value


def _odd(uri: str, home: str | None) -> list[tuple[str, str]]:
    host = urlsplit(uri).hostname or ""
    badges = [("http", "warn")] if redirect_uri.is_plain_http(uri) else []
    is_web = urlsplit(uri).scheme in {"http", "https"} and not redirect_uri.is_loopback(uri)
    if home and is_web and not _is_same_site(host, home):
        badges.append((_("Not its website's host"), "warn"))
    return badges


def _proof(client: Client, uri: str) -> list[tuple[str, str]]:
    return [(_("Host proved"), "ok")] if client.has_proven(uri) else []


def _is_same_site(host: str, home: str) -> bool:
    site = home.removeprefix("www.")
    return host == site or host.endswith(f".{site}") or site.endswith(f".{host}")
