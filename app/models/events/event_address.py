"""The address of an event's public page, which is its ``url`` unless it has another."""

from dataclasses import replace

from app.config import settings
from app.models.events.event_details import EventDetails
from app.models.events.event_row import EventRow
from app.models.teams.team import Team


def path(event: EventRow) -> str:
    """The path of the page."""
    return f"/{event.team.slug}/{event.slug}"


def leave_out(event: EventRow, details: EventDetails) -> EventDetails:
    """``details`` without a ``url`` that is only the event's page, by any slug its team ever had.

    Readers get the page's address anyway. If stored, it would be outdated after a rename.
    """
    if details.url is None or not _is_page_of(event, details.url):
        return details
    return replace(details, url=None)


def _is_page_of(event: EventRow, url: str) -> bool:
    base = f"{settings().public_url}/"
    team_slug, _slash, slug = url.removeprefix(base).partition("/")
    if not url.startswith(base) or slug != event.slug:
        return False
    return team_slug == event.team.slug or Team.find(team_slug) is event.team
