"""The address of an event's public page, which is its ``url`` unless it has another."""

from dataclasses import replace
from typing import Any, Protocol

from app.config import settings
from app.models.events.event_details import EventDetails
from app.models.teams.team import Team


class Addressed(Protocol):
    """An event, stored or about to be."""

    @property
    def team_id(self) -> Any:
        """The number of its team."""

    @property
    def slug(self) -> Any:
        """Its part of the address."""


class Shown(Protocol):
    """An event with its team."""

    @property
    def team(self) -> Any:
        """Its team, which has a slug."""

    @property
    def slug(self) -> Any:
        """Its part of the address."""


def path(event: Shown) -> str:
    """The path of the page."""
    return f"/{event.team.slug}/{event.slug}"


def leave_out(event: Addressed, details: EventDetails) -> EventDetails:
    """``details`` without a ``url`` that is only the event's page, by any slug its team ever had.

    Readers get the page's address anyway. If stored, it would be outdated after a rename.
    """
    if details.url is None or not _is_page_of(event, details.url):
        return details
    return replace(details, url=None)


def _is_page_of(event: Addressed, url: str) -> bool:
    base = f"{settings().public_url}/"
    team_slug, _slash, slug = url.removeprefix(base).partition("/")
    if not url.startswith(base) or slug != event.slug:
        return False
    team = Team.find(team_slug)
    return team is not None and team.id == event.team_id
