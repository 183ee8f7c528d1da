"""The content of a feed: a team, its events under a filter, and their addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson

from app.models.credentials.live_token import LiveTeam
from app.models.event_queries import event_query
from app.models.event_queries.event_filter import EventFilter
from app.models.event_queries.event_query import EventPage, Order, Position
from app.models.events import event_json, event_tombstone
from app.models.events.event_audience import Audience
from app.models.teams.team import Team

Json = dict[str, Any]  # an event as the API shows it
YEAR = 2026  # of the tag URIs (RFC 4151); it never changes, or readers show every entry again
FeedTeam = LiveTeam | Team


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed of ``team`` under a filter; ``base_url`` begins every address in it.

    ``after`` and ``limit`` apply to formats with pages.
    """

    team: FeedTeam
    filter: EventFilter
    audience: Audience
    base_url: str
    after: Position | None = None
    limit: int = 0

    @property
    def home(self) -> str:
        """The team's public page."""
        return f"{self.base_url}/{self.team.slug}"

    @property
    def uri(self) -> str:
        """Its permanent id, which does not depend on its address."""
        return self.name_of(f"{self.team.public_id}/{self.audience}")

    def name_of(self, public_id: str) -> str:
        """The tag URI for this id (RFC 4151)."""
        host = urlsplit(self.base_url).hostname or ""
        return f"tag:{'localhost' if ':' in host else host},{YEAR}:{public_id}"

    def batches(self) -> Iterator[list[Json]]:
        """All events in order of start, in batches; none twice, even if it moves in between."""
        seen: set[int] = set()
        for rendered in event_query.read_all(self.team.id, self.filter, self.audience):
            events = [event for event in self.parse(rendered) if event["number"] not in seen]
            seen.update(event["number"] for event in events)
            yield events

    def tombstones(self) -> list[Json]:
        """Events that left the feed recently; none under a filter, which keeps no history."""
        if self.filter.to_dict():
            return []
        return event_tombstone.read(self.team.id, self.audience)

    def page(self, order: Order) -> EventPage[Position]:
        """The page after ``after``."""
        return event_query.list_page(
            self.team.id,
            self.filter,
            after=self.after,
            limit=self.limit,
            order=order,
            audience=self.audience,
        )

    def parse(self, rendered: str) -> list[Json]:
        """Parse stored JSON, joined by commas, into events with full addresses."""
        events: list[Json] = orjson.loads(event_json.with_base_url(f"[{rendered}]", self.base_url))
        return events


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A page of a feed. Addresses that hold a secret are None: documents are passed on.

    ``updated_at`` (RFC 3339) is the last change of any event of the feed.
    """

    feed: Feed
    events: list[Json]
    updated_at: str
    self_url: str | None
    next_url: str | None
