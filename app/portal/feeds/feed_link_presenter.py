"""Describes private feed links: who created one, what it shows, who fetched it."""

from typing import Any

from flask import url_for

from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.clients.client_status import Status
from app.models.events.event_audience import Audience
from app.models.feeds.feed_link import FeedLink
from app.models.teams.team import Team
from app.portal.accounts import devices
from app.portal.events.event_presenter import STATUSES
from app.portal.events.public_teams import feed_url
from app.web.public_url import public_url_for

AUDIENCES: dict[str, str] = {
    Audience.APPS: lazy_gettext("What apps see: public and unlisted events"),
    Audience.EVERYBODY: lazy_gettext("Public events only"),
}
# The formats of feeds by the ending of their addresses.
FORMATS = {
    "ics": "iCalendar",
    "atom": "Atom",
    "rss": "RSS",
    "json": "JSON Feed",
    "jsonld": "JSON-LD",
    "csv": "CSV",
}


def in_list(link: FeedLink) -> dict[str, Any]:
    """The link as a row of a list."""
    return {
        "name": link.name,
        "url": url_for("portal.show_feed_link", slug=link.team.slug, link_id=link.public_id),
        "maker": link.grant.title if link.grant else link.membership.user.name,
        "end": f"····{link.last_four}",
        "fetched_at": link.last_used_at,
        "pause": pause(link),
    }


def on_page(link: FeedLink) -> dict[str, Any]:
    """What the link's page shows of it: the row, its filters and its last fetch."""
    program = link.last_used_agent or devices.describe("")
    return in_list(link) | {
        "audience": AUDIENCES[link.audience],
        "state": STATUSES[link.status] if link.status else None,
        "last_fetch": f"{link.last_used_address} · {program}" if link.last_used_address else None,
    }


def pause(link: FeedLink) -> str | None:
    """Why it is paused; None when it works."""
    if not link.membership.user.is_active:
        return _("The account of its creator is disabled")
    if link.grant is None or link.grant.client.is_available_to(link.grant.user):
        return None
    if link.grant.client.status == Status.DELETED:
        return _("Its app is deleted")
    return _("Its app is suspended")


def addresses(key: str) -> list[tuple[str, str]]:
    """(format, URL) of each feed of the link with this key, iCalendar first."""
    return [
        (name, public_url_for("dialects.show_private_feed", key=key, format=ending))
        for ending, name in FORMATS.items()
    ]


def public_addresses(team: Team) -> list[tuple[str, str]]:
    """(format, URL) of each of the team's public feeds."""
    return [(name, feed_url(team, ending)) for ending, name in FORMATS.items()]
