"""Where a page of a feed begins, signed so that nobody can make one up."""

from dataclasses import dataclass

from app.api.http import signed_text
from app.models.event_queries.event_filter import EventFilter
from app.models.event_queries.event_query import Order, Position
from app.models.events.event_audience import Audience

_PURPOSE = "feed page"  # changes with the cursor's shape


class InvalidFeedCursorError(Exception):
    """Not a cursor of ours, or one of another feed."""


@dataclass(frozen=True, slots=True)
class FeedCursor:
    """The events of a team that ``audience`` sees, under a filter and in an order, up to here."""

    team_id: int
    audience: Audience
    order: Order
    filter: EventFilter
    after: Position

    def dump(self) -> str:
        """The cursor's text, opaque to whoever holds it."""
        content = [self.team_id, self.audience, self.order, self.filter.to_dict(), self.after]
        return signed_text.seal(content, purpose=_PURPOSE)

    @classmethod
    def load(cls, text: str, *, team_id: int, audience: Audience, order: Order) -> "FeedCursor":
        """The cursor with this text, for this feed; raises InvalidFeedCursorError."""
        try:
            *stands_for, conditions, after = signed_text.unseal(text, purpose=_PURPOSE)
        except signed_text.NotOursError:
            raise InvalidFeedCursorError from None
        if stands_for != [team_id, audience, order]:
            raise InvalidFeedCursorError
        return cls(team_id, audience, order, EventFilter(**conditions), tuple(after))
