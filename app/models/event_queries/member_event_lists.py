"""Lists of a team's events for its members, by time and state, a page at a time."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select

from app.database.keyset import Page, Position
from app.extensions import db
from app.models.event_queries import next_dates
from app.models.event_queries.next_dates import Side
from app.models.events.event import Event
from app.models.teams.team import Team


class Shown(StrEnum):
    """The lists that members can choose."""

    UPCOMING = "upcoming"
    DRAFTS = "drafts"
    PAST = "past"
    CANCELLED = "cancelled"
    ALL = "all"


SIDES = {Shown.UPCOMING: Side.AHEAD, Shown.PAST: Side.OVER}


def list_events(
    team: Team, shown: Shown, *, query: str = "", after: Position | None = None
) -> Page[Event]:
    """A page of the team's events by their next or last date; past events latest first."""
    conditions = [*_of_state(shown), *([_matches(query)] if query else [])]
    side = SIDES.get(shown, Side.BOTH)
    return next_dates.list_page(team, *conditions, side=side, after=after)


def list_next(team: Team, limit: int) -> Sequence[Event]:
    """The next events that are not cancelled, by their next date, soonest first."""
    is_on = Event.status.in_(("scheduled", "postponed"))
    return next_dates.list_page(team, is_on, limit=limit).rows


def has_any(team: Team) -> bool:
    """Whether the team has any events, including drafts and past ones."""
    events = select(Event.id).where(Event.team_id == team.id, Event.deleted_at.is_(None))
    return db.session.scalar(events.limit(1)) is not None


def _of_state(shown: Shown) -> list[ColumnElement[bool]]:
    match shown:
        case Shown.DRAFTS:
            return [Event.status == "draft"]
        case Shown.CANCELLED:
            return [Event.status == "cancelled"]
    return []


def _matches(query: str) -> ColumnElement[bool]:
    columns = (Event.title, Event.venue_name, Event.tags_json)
    return or_(*(column.icontains(query, autoescape=True) for column in columns))
