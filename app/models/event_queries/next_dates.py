"""Lists of a team's events by their next date, right at any moment without a job.

The stored next dates of series pass one by one. A list computes those that have passed since they
were stored, a few at a time, and stores them if no other writer is in the way: one that is not
stored now is computed by the next reader. The rest comes in order from an index
(docs/decisions/0040-next-dates-move-on-when-read.md).
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from threading import Lock
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    TextClause,
    bindparam,
    case,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import undefer
from sqlalchemy.orm.attributes import set_committed_value

from app.database import keyset
from app.database.batches import batches
from app.database.keyset import PAGE, Page, Position
from app.database.transactions import is_read_only, write_beside
from app.extensions import db
from app.models.event_queries.event_query import LONGEST
from app.models.events.event import Event
from app.models.events.event_audience import EXISTING
from app.models.events.next_date import COLUMNS, StoredDate
from app.models.teams.team import Team
from app.models.values import clock

_TABLE = Event.__table__
_ORDER = (Event.next_starts_at, Event.id)
_STATE = (Event.id, Event.moves_at, Event.change_seq)  # which stored date it is
_storing = Lock()

Condition = ColumnElement[bool] | TextClause
Values = Mapping[str, Any]


class Side(StrEnum):
    """Events with a next date, soonest first; those without, latest first; or all, oldest first."""

    AHEAD = "ahead"
    OVER = "over"
    BOTH = "both"


def list_page(
    team: Team,
    *conditions: Condition,
    side: Side = Side.AHEAD,
    after: Position | None = None,
    limit: int = PAGE,
) -> Page[Event]:
    """The first ``limit`` events of the team that fulfil ``conditions``, after ``after``.

    Drafts and cancelled events count at their dates as others do. A position that cannot be one
    of this list is ignored.
    """
    page = list_positions(team.id, *conditions, side=side, after=after, limit=limit)
    ids = [event_id for _starts_at, event_id in page.rows]
    if not ids:
        return Page([], page.next)
    events = {event.id: event for event in db.session.scalars(_by_ids(), {"ids": ids})}
    for event in events.values():  # which would each look it up by twenty calls
        set_committed_value(event, "team", team)
    return Page([events[event_id] for event_id in ids if event_id in events], page.next)


@cache
def _by_ids() -> "Select[Event]":
    return select(Event).where(Event.id.in_(bindparam("ids", expanding=True)))


def list_positions(
    team_id: int,
    *conditions: Condition,
    side: Side = Side.AHEAD,
    after: Position | None = None,
    limit: int = PAGE,
    values: Values | None = None,
) -> Page[Position]:
    """The start of its date and the id of each event on that page of ``list_page``.

    ``values`` are bound to the ``conditions``.
    """
    now, within = clock.now(), [Event.team_id == team_id, EXISTING.among(Event), *conditions]
    if after is not None and not keyset.fits(after, _ORDER):
        after = None
    # The moved ones come first: one that another reader stores meanwhile is then in both.
    moved = move_on(team_id, now)
    rows = {
        position
        for position in (_read_moved(moved, within, now, values or {}) if moved else ())
        if _is_on(side, moved[position[1]], now) and _is_after(position, after, side)
    }
    rows.update(_read_stored(within, side, after, now, limit + 1, values or {}))
    listed = sorted(rows, reverse=side is Side.OVER)
    return Page(listed[:limit], listed[limit - 1] if len(listed) > limit else None)


def changes_at(team_id: int, *conditions: Condition) -> int | None:
    """A time until which the list of these events that are ahead stays as it is; None for good.

    As long as no event is changed; it may stay so for longer.
    """
    now = clock.now()
    moved = move_on(team_id, now)
    values = {"team": team_id, "now": now, "earliest": now - LONGEST}
    stored = db.session.execute(_next_changes(*conditions), values).one()
    computed = (date.span.over_at for date in moved.values() if date.span.over_at > now)
    return min((time for time in (*stored, *computed) if time is not None), default=None)


@lru_cache(16)  # building a statement takes longer than running it
def _next_changes(*conditions: Condition) -> "Select[int | None, int | None]":
    """When the first running date ends, and the first future one begins, by what is stored."""
    now: BindParameter[int] = bindparam("now")
    within = Event.team_id == bindparam("team"), EXISTING.among(Event), *conditions
    starts_at, ends_at = Event.next_starts_at, Event.next_ends_at
    over_at = case((ends_at > starts_at, ends_at), else_=starts_at + 1)
    is_stored = or_(Event.moves_at.is_(None), Event.moves_at > now)
    running = is_stored, starts_at > bindparam("earliest"), starts_at <= now, over_at > now
    return select(
        select(func.min(over_at)).where(*within, *running).scalar_subquery(),
        select(func.min(starts_at)).where(*within, starts_at > now).scalar_subquery(),
    )


def move_on(team_id: int, now: int) -> dict[int, StoredDate]:
    """The dates that have moved since they were stored, by the id of their event.

    A request that reads stores them for the next ones, unless another writer is in the way.
    """
    passed = db.session.scalars(_passed(), {"team": team_id, "now": now}).all()
    moved = {event.id: event.date_at(now) for event in passed}
    if moved and is_read_only() and _storing.acquire(blocking=False):
        try:
            _store(passed, moved)
        finally:
            _storing.release()
    return moved


@cache  # every list asks it; building a statement takes as long as running it
def _passed() -> "Select[Event]":
    is_in = Event.team_id == bindparam("team"), EXISTING.among(Event)
    passed = select(Event).where(*is_in, Event.moves_at <= bindparam("now"))
    return passed.options(undefer(Event.dates_ahead)).order_by(Event.id)


def _store(passed: Sequence[Event], moved: Mapping[int, StoredDate]) -> None:
    """Store the moved dates of events that nothing else has changed since they were read."""
    change = update(_TABLE).where(_TABLE.c.id == bindparam("event_id"))
    change = change.values({name: bindparam(name) for name in COLUMNS})
    for events in batches(passed):
        read = {(event.id, event.moves_at, event.change_seq) for event in events}
        locked = select(*_STATE).where(Event.id.in_([event.id for event in events]))
        try:
            with write_beside() as connection:
                # Rows that a writer holds are skipped: waiting for them could be a deadlock.
                current = connection.execute(
                    locked.order_by(Event.id).with_for_update(skip_locked=True)
                )
                same = [row.id for row in current if tuple(row) in read]
                dates = [{"event_id": id, **moved[id]._asdict()} for id in same]
                if dates:
                    connection.execute(change, dates)
        except SQLAlchemyError:
            return  # the next reader computes and stores them


def _read_moved(
    moved: Mapping[int, StoredDate], within: Sequence[Condition], now: int, values: Values
) -> list[tuple[int, int]]:
    ids = db.session.scalars(select(Event.id).where(*within, Event.moves_at <= now), values)
    return [(moved[event_id].next_starts_at, event_id) for event_id in ids if event_id in moved]


def _read_stored(
    within: Sequence[Condition],
    side: Side,
    after: Position | None,
    now: int,
    limit: int,
    values: Values,
) -> list[tuple[int, int]]:
    is_stored = or_(Event.moves_at.is_(None), Event.moves_at > now)
    statement = select(*_ORDER).where(*within, is_stored, *_on(side, now)).limit(limit)
    if after is not None:
        position = tuple_(*_ORDER)
        later = position < after if side is Side.OVER else position > after
        statement = statement.where(later)
    order = [column.desc() if side is Side.OVER else column.asc() for column in _ORDER]
    return [(at, id) for at, id in db.session.execute(statement.order_by(*order), values)]


def _on(side: Side, now: int) -> list[Condition]:
    """SQL conditions of the stored dates on this side; the first is a range of the index."""
    begins_ahead = Event.next_starts_at >= now
    match side:
        case Side.AHEAD:
            is_ahead = or_(begins_ahead, Event.next_ends_at > now)
            return [Event.next_starts_at > now - LONGEST, is_ahead]
        case Side.OVER:
            return [~begins_ahead, Event.next_ends_at <= now]
    return []


def _is_on(side: Side, date: StoredDate, now: int) -> bool:
    is_ahead = date.span.over_at > now
    return side is Side.BOTH or is_ahead == (side is Side.AHEAD)


def _is_after(position: Position, after: Position | None, side: Side) -> bool:
    return after is None or (position < after if side is Side.OVER else position > after)
