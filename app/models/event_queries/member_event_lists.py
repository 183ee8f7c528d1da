"""Lists of a team's events for its members, by time and state, a page at a time."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from app.database import keyset
from app.database.keyset import Page, Position
from app.extensions import db
from app.models.events.event import Event
from app.models.teams.team import Team
from app.models.values import clock


class Shown(StrEnum):
    """The lists that members can choose."""

    UPCOMING = "upcoming"
    DRAFTS = "drafts"
    PAST = "past"
    CANCELLED = "cancelled"
    ALL = "all"


def list_events(
    team: Team, shown: Shown, *, query: str = "", after: Position | None = None
) -> Page[Event]:
    """A page of the team's events by start; past events latest first."""
    conditions = [_in_list(shown), *([_matches(query)] if query else [])]
    events = select(Event).where(Event.team_id == team.id, Event.deleted_at.is_(None), *conditions)
    upwards = shown is not Shown.PAST
    return keyset.read_page(events, Event.starts_at, Event.id, after=after, upwards=upwards)


def list_next(team: Team, limit: int) -> Sequence[Event]:
    """The next events that are not cancelled, soonest first, then series that have begun."""
    now = clock.now()
    is_ahead = Event.ends_at >= now
    return db.session.scalars(
        select(Event)
        .where(
            Event.team_id == team.id,
            Event.deleted_at.is_(None),
            Event.status.in_(("scheduled", "postponed")),
            ~is_past(now),
        )
        .order_by(is_ahead.desc(), Event.starts_at, Event.id)
        .limit(limit)
    ).all()


def has_any(team: Team) -> bool:
    """Whether the team has any events, including drafts and past ones."""
    events = select(Event.id).where(Event.team_id == team.id, Event.deleted_at.is_(None))
    return db.session.scalar(events.limit(1)) is not None


def _in_list(shown: Shown) -> ColumnElement[bool]:
    now = clock.now()
    match shown:
        case Shown.UPCOMING:
            return ~is_past(now)
        case Shown.PAST:
            # The condition on the start lets the database use the index.
            return and_(is_past(now), Event.starts_at <= now)
        case Shown.DRAFTS:
            return Event.status == "draft"
        case Shown.CANCELLED:
            return Event.status == "cancelled"
    return true()


def is_past(now: int) -> ColumnElement[bool]:
    """SQL condition: the last date has ended; never true for a series without end."""
    return func.coalesce(Event.last_ends_at, now) < now


def _matches(query: str) -> ColumnElement[bool]:
    columns = (Event.title, Event.venue_name, Event.tags_json)
    return or_(*(column.icontains(query, autoescape=True) for column in columns))
