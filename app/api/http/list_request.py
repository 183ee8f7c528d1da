"""A request for a list of events: its filter, page size and cursor, and its entity tag."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, NoReturn
from urllib.parse import urlencode

import orjson

from app.api.bearer.errors import refuse, refuse_parameter
from app.api.feed_formats.feed import FeedTeam
from app.api.http import conditional, query, signed_text
from app.api.http.event_response import base_url
from app.models.event_queries.event_filter import EventFilter
from app.models.events import event_json
from app.models.values.errors import ValidationError

EVERYTHING = EventFilter()
Position = tuple[Any, ...]  # as the kind of list orders its rows


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Which of a team's events to list, how many, and after which position.

    ``kind`` names the list: a cursor continues only the kind it was made for. ``since`` is the
    team's change number when the walk through the list began; 0 in kinds without one.
    """

    team: FeedTeam
    kind: str
    filter: EventFilter
    limit: int
    after: Position | None = None
    since: int = 0

    PAGING: ClassVar = frozenset({"limit", "cursor"})
    PARAMETERS: ClassVar = EventFilter.PARAMETERS | PAGING

    @classmethod
    def parse(
        cls,
        parameters: dict[str, str],
        team: FeedTeam,
        kind: str,
        *,
        within: EventFilter | None = None,
        since: int = 0,
    ) -> "ListRequest":
        """Return the request of these parameters; abort with 400 for invalid ones.

        The conditions of ``within`` always apply. A first page begins at ``since``.
        """
        limit = query.read_limit(parameters.get("limit"))
        conditions = _parse_filter(parameters, team)
        if within is not None:
            conditions = replace(conditions, **within.to_dict())
        if "cursor" not in parameters:
            return cls(team, kind, conditions, limit, since=since)
        continued = _open(parameters["cursor"], team, kind, limit)
        if not conditions.to_dict().items() <= continued.filter.to_dict().items():
            _refuse_cursor("The cursor belongs to a list with a different filter.")
        return continued

    def tag(self, *parts: object) -> str:
        """The weak entity tag of the page; it changes with any of the team's events."""
        team = self.team
        content = [event_json.SHAPE, base_url(), team.id, team.slug, team.change_seq, self.kind]
        content += [self.filter.to_dict(), self.after, self.limit, self.since, *parts]
        return conditional.tag_of(orjson.dumps(content), weak=True)

    def next_url(self, path: str, after: Position | None, **others: str) -> str | None:
        """The address of the page after ``after``, at ``path``; None for None."""
        if after is None:
            return None
        content = [self.filter.to_dict(), after, self.since]
        cursor = signed_text.seal(content, purpose=_purpose(self.team, self.kind))
        return f"{base_url()}{path}?{urlencode({**others, 'limit': self.limit, 'cursor': cursor})}"


def _parse_filter(parameters: dict[str, str], team: FeedTeam) -> EventFilter:
    if parameters.keys().isdisjoint(EventFilter.PARAMETERS):
        return EVERYTHING
    try:
        return EventFilter.parse(parameters, timezone=team.timezone)
    except ValidationError as error:
        refuse_parameter(error.field, error.message)


def _open(cursor: str, team: FeedTeam, kind: str, limit: int) -> ListRequest:
    """The request that continues the list of the cursor; aborts with 400 for any other text."""
    try:
        conditions, after, since = signed_text.unseal(cursor, purpose=_purpose(team, kind))
    except signed_text.NotOursError:
        _refuse_cursor("Start again without a cursor.")
    return ListRequest(team, kind, EventFilter(**conditions), limit, tuple(after), since)


def _purpose(team: FeedTeam, kind: str) -> str:
    return f"event list 4 {kind} {team.id}"  # the number changes with the cursor's shape


def _refuse_cursor(advice: str) -> NoReturn:
    refuse(400, "invalid_cursor", advice, parameter="cursor")
