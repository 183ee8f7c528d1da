"""What a feed is made from: a team's name, the events it lists, and where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import orjson

from app.models.event_queries import event_query
from app.models.event_queries.event_filter import EventFilter
from app.models.event_queries.event_query import EventPage, Order, Position
from app.models.events import event_json, event_tombstone
from app.models.events.event_audience import Audience

Json = dict[str, Any]  # an event as the API shows it
YEAR = 2026  # in which the names of feeds and entries were first given (RFC 4151)


class FeedTeam(Protocol):
    """What feeds need of a team."""

    @property
    def id(self) -> int: ...  # noqa: D102
    @property
    def public_id(self) -> str: ...  # noqa: D102
    @property
    def slug(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def timezone(self) -> str: ...  # noqa: D102
    @property
    def change_seq(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed of ``team`` under a filter; ``base_url`` begins every address in it.

    ``after`` and ``limit`` count for the formats that have pages.
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
        return f"{self.base_url}/t/{self.team.slug}"

    @property
    def uri(self) -> str:
        """What it is called for ever, wherever it stands."""
        return self.name_of(f"{self.team.public_id}/{self.audience}")

    def name_of(self, public_id: str) -> str:
        """The tag URI of what has this id here (RFC 4151)."""
        host = urlsplit(self.base_url).hostname or ""
        return f"tag:{'localhost' if ':' in host else host},{YEAR}:{public_id}"

    def batches(self) -> Iterator[list[Json]]:
        """Every event in order of start, so many at a time; one that moves meanwhile once."""
        seen: set[int] = set()
        for rendered in event_query.read_all(self.team.id, self.filter, self.audience):
            events = [one for one in self.parse(rendered) if one["number"] not in seen]
            seen.update(one["number"] for one in events)
            yield events

    def tombstones(self) -> list[Json]:
        """What left lately; of a part of the events nobody knows that it ever was in it."""
        if self.filter.to_dict():
            return []
        return event_tombstone.read(self.team.id, self.audience)

    def page(self, order: Order) -> EventPage[Position]:
        """The page that ``after`` and ``limit`` say."""
        return event_query.list_page(
            self.team.id,
            self.filter,
            after=self.after,
            limit=self.limit,
            order=order,
            audience=self.audience,
        )

    def parse(self, rendered: str) -> list[Json]:
        """Stored JSON, joined by commas, as events with full addresses."""
        events: list[Json] = orjson.loads(event_json.with_base_url(f"[{rendered}]", self.base_url))
        return events


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A page of a feed. Addresses that hold a secret are None: files are passed on.

    ``updated_at`` is RFC 3339: when one of all the feed's events last changed.
    """

    feed: Feed
    events: list[Json]
    updated_at: str
    self_url: str | None
    next_url: str | None
