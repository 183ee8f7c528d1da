"""The changes of the API, newest first: the one source of the page and of its feed.

A change that integrators notice adds a line at the top. The id is part of the address of the line
and of its feed entry, so it never changes.
"""

from dataclasses import dataclass
from datetime import date

from app.language.texts import lazy_gettext as _


@dataclass(frozen=True)
class Change:
    """One change. ``kind`` is a key of KINDS; ``page`` is a page of the documentation."""

    id: str
    day: date
    kind: str
    title: object
    text: object
    page: str = ""


KINDS = {
    "added": _("Added"),
    "changed": _("Changed"),
    "deprecated": _("Deprecated"),
    "removed": _("Removed"),
    "security": _("Security"),
}
CHANGES = (
    Change(
        "webhooks",
        date(2026, 11, 30),
        "added",
        _("Webhooks"),
        _(
            "The server tells apps of changes within seconds, signed as Standard Webhooks specify. "
            "Add endpoints in the portal, or by API with a user's token."
        ),
        "guides/webhooks",
    ),
    Change(
        "powers-over-grants",
        date(2026, 11, 30),
        "changed",
        _("Permissions can shrink, pause, expire and be adopted"),
        _(
            "Calls of a paused app are 403 grant_paused, and its tokens keep refreshing. What a "
            "user removed is missing from the scope of the next token. A refresh that is refused "
            "because its user left the team works again once another owner adopts the app."
        ),
        "guides/ending-access",
    ),
    Change(
        "personal-tokens",
        date(2026, 11, 30),
        "added",
        _("Personal tokens"),
        _("For scripts: named, for chosen teams and scopes, and for a year at most."),
        "guides/personal-tokens",
    ),
    Change(
        "explorer",
        date(2026, 11, 30),
        "added",
        _("Every operation can be tried in its page"),
        _(
            "Each operation of the reference has an address of its own, with a form that sends "
            "it to your sandbox. The OpenAPI document links these pages as externalDocs."
        ),
        "api",
    ),
    Change(
        "deprecation-headers",
        date(2026, 11, 30),
        "added",
        _("Deprecated operations say so"),
        _(
            "Answers of a deprecated operation carry Deprecation (RFC 9745) and, once the day is "
            "decided, Sunset (RFC 8594). The reference and the OpenAPI document mark it."
        ),
        "api",
    ),
    Change(
        "guests",
        date(2026, 11, 28),
        "added",
        _("Guest lists and check-in"),
        _(
            "With guests:read and guests:write an app reads who comes to an event, adds guests and "
            "checks them in."
        ),
        "api/guests",
    ),
    Change(
        "next-date",
        date(2026, 11, 28),
        "added",
        _("The next date of an event"),
        _("include=next adds the next date to events, and order=next lists by it."),
        "guides/recurring-events",
    ),
    Change(
        "resource-indicators",
        date(2026, 11, 20),
        "security",
        _("Tokens for one resource"),
        _("With resource (RFC 8707), an access token works at that resource only."),
        "standards/resources",
    ),
    Change(
        "dpop",
        date(2026, 11, 20),
        "security",
        _("Tokens bound to a key"),
        _("With DPoP (RFC 9449), a stolen token is of no use without the app's key."),
        "standards/dpop",
    ),
)
