"""Private feed links in words: who made one, what it shows, who fetched it."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.models.clients.client_status import Status
from app.models.events.event_audience import Audience
from app.models.feeds.feed_link import FeedLink
from app.models.teams.team import Team
from app.portal.accounts import devices
from app.portal.events import event_presenter
from app.portal.events.public_teams import feed_url
from app.web.public_url import public_url_for

# The formats of feeds by the end of their addresses, as their readers call them.
FORMATS = {
    "ics": "iCalendar",
    "atom": "Atom",
    "rss": "RSS",
    "json": "JSON Feed",
    "jsonld": "JSON-LD",
    "csv": "CSV",
}


def in_list(link: FeedLink) -> dict[str, Any]:
    """What a row of a list shows of ``link``."""
    return {
        "name": link.name,
        "url": url_for("portal.show_feed_link", slug=link.team.slug, link_id=link.public_id),
        "maker": maker(link),
        "end": masked_key(link),
        "fetched_at": link.last_used_at,
        "trouble": trouble(link),
    }


def on_page(link: FeedLink) -> dict[str, Any]:
    """What its page shows of ``link``, beyond the row."""
    return in_list(link) | {
        "audience": audience(link),
        "state": state(link),
        "last_fetch": last_fetch(link),
    }


def maker(link: FeedLink) -> str:
    """The app that made it, or else the member."""
    return link.grant.client.name if link.grant else link.membership.user.name


def masked_key(link: FeedLink) -> str:
    """What is still known of its key."""
    return f"····{link.last_four}"


def trouble(link: FeedLink) -> str | None:
    """Why it does not work at present; None when it does."""
    if not link.membership.user.is_active:
        return _("Its maker's account is disabled")
    if link.grant is None or link.grant.client.is_available_to(link.grant.user):
        return None
    if link.grant.client.status == Status.DELETED:
        return _("Its app is deleted")
    return _("Its app is suspended")


def audience(link: FeedLink) -> str:
    """Which events it shows."""
    return audience_words()[Audience(link.audience)]


def audience_words() -> dict[Audience, str]:
    """Which events a link may show."""
    return {
        Audience.APPS: _("What apps see: public and unlisted events"),
        Audience.EVERYBODY: _("Public events only"),
    }


def state(link: FeedLink) -> str | None:
    """The one state that its events are in; None for any."""
    return event_presenter.status_word(link.status) if link.status else None


def last_fetch(link: FeedLink) -> str | None:
    """From where, and with which program it was fetched last; None before that was noted."""
    if not link.last_used_address:
        return None
    program = link.last_used_agent or devices.describe("")
    return f"{link.last_used_address} · {program}"


def addresses(key: str) -> list[tuple[str, str]]:
    """(name of the format, address) for the link with this key; the calendar comes first."""
    return [
        (name, public_url_for("dialects.show_private_feed", key=key, format=ending))
        for ending, name in FORMATS.items()
    ]


def public_addresses(team: Team) -> list[tuple[str, str]]:
    """The same for everybody, of the team's public events."""
    return [(name, feed_url(team, ending)) for ending, name in FORMATS.items()]
