"""The address of an event's public page: what ``url`` says of an event that has no other."""

from dataclasses import replace

from flask import current_app

from app.models.events.event_details import EventDetails
from app.models.events.event_row import EventRow
from app.models.teams.team import Team


def path(event: EventRow) -> str:
    """The page's address after the server's own."""
    return f"/{event.team.slug}/{event.slug}"


def leave_out(event: EventRow, details: EventDetails) -> EventDetails:
    """``details`` without an address that is only the page's, by any slug its team ever had.

    It is read where there is no other. Kept, it would go stale when the team is renamed.
    """
    if details.url is None or not _is_page_of(event, details.url):
        return details
    return replace(details, url=None)


def _is_page_of(event: EventRow, url: str) -> bool:
    here = f"{current_app.config['SETTINGS'].public_url}/"
    team_slug, _slash, slug = url.removeprefix(here).partition("/")
    if not url.startswith(here) or slug != event.slug:
        return False
    return team_slug == event.team.slug or Team.find(team_slug) is event.team
