"""What a feed is made from: a team's name, the events it lists, and where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from app.models import event_json, event_query
from app.models.event_filter import EventFilter
from app.models.event_table import Audience

Json = dict[str, Any]  # an event as the API shows it


class FeedTeam(Protocol):
    """What feeds need of a team."""

    @property
    def id(self) -> int: ...  # noqa: D102
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
    """One feed of ``team`` under a filter; ``base_url`` begins every address in it."""

    team: FeedTeam
    wanted: EventFilter
    audience: Audience
    base_url: str

    @property
    def home(self) -> str:
        """The team's public page."""
        return f"{self.base_url}/t/{self.team.slug}"

    def batches(self) -> Iterator[list[Json]]:
        """Every event in order of start, so many at a time; one that moves meanwhile once."""
        seen: set[int] = set()
        for rendered in event_query.read_all(self.team.id, self.wanted, self.audience):
            events = [one for one in self.parse(rendered) if one["number"] not in seen]
            seen.update(one["number"] for one in events)
            yield events

    def parse(self, rendered: str) -> list[Json]:
        """Stored JSON, joined by commas, as events with full addresses."""
        events: list[Json] = orjson.loads(event_json.with_base_url(f"[{rendered}]", self.base_url))
        return events
