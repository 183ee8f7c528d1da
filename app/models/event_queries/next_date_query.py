"""A team's events for apps with their next dates, and pages in that order."""

from collections.abc import Sequence

from sqlalchemy import select, text

from app.extensions import db
from app.models.event_queries import next_dates
from app.models.event_queries.event_filter import EventFilter
from app.models.event_queries.event_query import CONDITIONS, EventPage, bind
from app.models.event_queries.next_dates import Condition, Side
from app.models.events import event_json
from app.models.events.event import Event
from app.models.events.event_audience import SHARED

Position = tuple[int, int, int]  # section, start of the shown date, event id

# Events with a next date; cancelled ones that would have one; those that are over.
_IS_CANCELLED = Event.status == "cancelled"
_SECTIONS: tuple[tuple[Side, tuple[Condition, ...]], ...] = (
    (Side.AHEAD, (~_IS_CANCELLED,)),
    (Side.AHEAD, (_IS_CANCELLED,)),
    (Side.OVER, ()),
)
_ENDS_AFTER = """(
  recurrence_json IS NULL AND (ends_at > :ends_after OR starts_at >= :ends_after)
  OR recurrence_json IS NOT NULL AND (last_ends_at > :ends_after OR last_ends_at IS NULL)
)"""


def list_page(
    team_id: int, event_filter: EventFilter, *, after: Position | None, limit: int
) -> EventPage[Position]:
    """The first ``limit`` events that apps may see, by their next date, after ``after``.

    Events without a next date come last: cancelled ones, then past ones, latest first.
    """
    entries: list[Position] = []
    first = after[0] if after else 0
    for section in range(first, len(_SECTIONS)):
        within = after[1:] if after and section == first else None
        missing = limit + 1 - len(entries)
        entries += _read_section(team_id, section, event_filter, within, missing)
        if len(entries) > limit:
            break
    ids = tuple(event_id for _section, _at, event_id in entries[:limit])
    return EventPage(render(ids), entries[limit - 1] if len(entries) > limit else None, ids)


def render(ids: Sequence[int]) -> str:
    """The stored JSON of these events, each with its ``next``, joined by commas."""
    events = {
        event.id: event for event in db.session.scalars(select(Event).where(Event.id.in_(ids)))
    }
    return ",".join(event_json.with_next(events[number]) for number in ids if number in events)


def _read_section(
    team_id: int, section: int, event_filter: EventFilter, after: tuple[int, ...] | None, limit: int
) -> list[Position]:
    side, conditions = _SECTIONS[section]
    values = bind(event_filter)
    filters: list[Condition] = [text(CONDITIONS[name]) for name in values if name in CONDITIONS]
    if "ends_after" in values:
        filters.append(text(_ENDS_AFTER))
    page = next_dates.list_positions(
        team_id,
        SHARED.among(Event),
        *conditions,
        *filters,
        side=side,
        after=after,
        limit=limit,
        values=values,
    )
    return [(section, at, event_id) for at, event_id in page.rows]
