"""What members see of their team's events: lists by time and state, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_

from app.extensions import db
from app.models.events.event import Event
from app.models.teams.team import Team
from app.models.values import clock

PAGE = 50  # events


class Shown(StrEnum):
    """Which events a list is about."""

    UPCOMING = "upcoming"
    DRAFTS = "drafts"
    PAST = "past"
    CANCELLED = "cancelled"
    ALL = "all"


@dataclass(frozen=True)
class Page:
    """Some events, and where the next page begins: after this start and number."""

    events: Sequence[Event]
    next: tuple[int, int] | None


def list_events(
    team: Team, shown: Shown, *, query: str = "", after: tuple[int, int] | None = None
) -> Page:
    """A page of the team's events in order of time; past ones latest first."""
    backwards = shown is Shown.PAST
    conditions = [_state(shown)]
    if query:
        conditions.append(_matches(query))
    position = tuple_(Event.starts_at, Event.id)
    if after is not None:
        conditions.append(position < after if backwards else position > after)
    order = (Event.starts_at, Event.id)
    found = select(Event).where(Event.team_id == team.id, Event.deleted_at.is_(None), *conditions)
    ordered = found.order_by(*(column.desc() if backwards else column for column in order))
    events = db.session.scalars(ordered.limit(PAGE + 1)).all()
    last = events[PAGE - 1] if len(events) > PAGE else None
    return Page(events[:PAGE], (last.starts_at, last.id) if last is not None else None)


def list_next(team: Team, limit: int) -> Sequence[Event]:
    """The next events that take place, soonest first, then the series that began before."""
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
    """Whether the team has events at all, drafts and past ones included."""
    found = select(Event.id).where(Event.team_id == team.id, Event.deleted_at.is_(None)).limit(1)
    return db.session.scalar(found) is not None


def _state(shown: Shown) -> ColumnElement[bool]:
    now = clock.now()
    states: dict[Shown, Any] = {
        Shown.UPCOMING: ~is_past(now),
        # The start is bounded too, so that the index leads straight there.
        Shown.PAST: and_(is_past(now), Event.starts_at <= now),
        Shown.DRAFTS: Event.status == "draft",
        Shown.CANCELLED: Event.status == "cancelled",
        Shown.ALL: Event.id.is_not(None),
    }
    return states[shown]  # type: ignore[no-any-return]


def is_past(now: int) -> ColumnElement[bool]:
    """Whether the last of its dates is over; that of a series without end never is."""
    return func.coalesce(Event.last_ends_at, now) < now


def _matches(query: str) -> ColumnElement[bool]:
    columns = (Event.title, Event.venue_name, Event.tags_json)
    return or_(*(column.icontains(query, autoescape=True) for column in columns))
