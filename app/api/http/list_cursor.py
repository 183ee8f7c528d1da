"""Cursors: where a walk through a list goes on, signed so that nobody can make one up."""

from dataclasses import dataclass
from typing import Any

from app.api.http import signed_text
from app.models.event_queries.event_filter import EventFilter
from app.models.event_queries.event_query import Position
from app.models.event_queries.occurrence_query import Position as DatePosition

_PURPOSE = "event list 2"  # changes with the cursor's shape
_PURPOSE_OF_DATES = "occurrence list 1"


class InvalidCursorError(Exception):
    """Not a cursor of ours, or one of another list."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The list of a team's events under a filter, and the position of the last one seen.

    ``since`` is the team's change number when the walk began: what a mirror goes on from.
    """

    team_id: int
    filter: EventFilter
    after: Position
    since: int

    def dump(self) -> str:
        """The cursor's text, opaque to whoever holds it."""
        content = [self.team_id, self.filter.to_dict(), *self.after, self.since]
        return signed_text.seal(content, purpose=_PURPOSE)

    @classmethod
    def load(cls, text: str, *, team_id: int) -> "Cursor":
        """The cursor with this text, for this team; raises InvalidCursorError."""
        conditions, starts_at, number, since = _open(text, _PURPOSE, team_id)
        return cls(team_id, EventFilter(**conditions), (starts_at, number), since)


@dataclass(frozen=True, slots=True)
class OccurrenceCursor:
    """As Cursor, for a list of dates."""

    team_id: int
    filter: EventFilter
    after: DatePosition

    def dump(self) -> str:
        """The cursor's text, opaque to whoever holds it."""
        content = [self.team_id, self.filter.to_dict(), *self.after]
        return signed_text.seal(content, purpose=_PURPOSE_OF_DATES)

    @classmethod
    def load(cls, text: str, *, team_id: int) -> "OccurrenceCursor":
        """The cursor with this text, for this team; raises InvalidCursorError."""
        conditions, starts_at, number, name = _open(text, _PURPOSE_OF_DATES, team_id)
        return cls(team_id, EventFilter(**conditions), (starts_at, number, name))


def _open(text: str, purpose: str, team_id: int) -> list[Any]:
    """What a cursor of this team holds beside the team; raises InvalidCursorError."""
    try:
        team, *rest = signed_text.unseal(text, purpose=purpose)
    except signed_text.NotOursError:
        raise InvalidCursorError from None
    if team != team_id:
        raise InvalidCursorError
    return rest
