"""The public pages of all teams and events, for search engines, in parts of bounded size.

A part covers a range of ids. So it changes only with its own teams and events, and making one
reads no other.
"""

from collections.abc import Hashable, Iterator
from typing import NamedTuple

from sqlalchemy import func, select

from app.extensions import db
from app.models.event_queries import public_team
from app.models.events.event import Event
from app.models.events.event_audience import PUBLIC, Audience
from app.models.events.event_tombstone import EventTombstone
from app.models.teams.team import Team

IDS = 20_000  # of teams and of events in a part; the protocol allows 50,000 addresses


class Page(NamedTuple):
    """A page by its slugs, None for that of the team itself; ``changed_at`` in epoch seconds."""

    team_slug: str
    event_slug: str | None
    changed_at: int


def count_parts() -> int:
    """The number of parts, at least one."""
    last = max(db.session.scalar(select(func.max(noun.id))) or 1 for noun in (Event, Team))
    return (last - 1) // IDS + 1


def state() -> Hashable:
    """A value that differs after every change of any part."""
    sums = func.count(Team.id), func.count(Team.deleted_at), func.sum(Team.change_seq)
    return tuple(db.session.execute(select(*sums)).one())


def read_part(number: int) -> Iterator[Page]:
    """The pages of the part with this number, which begins at 1; teams without sandboxes."""
    ids = (number - 1) * IDS + 1, number * IDS
    yield from _teams(ids)
    yield from _events(ids)


def _teams(ids: tuple[int, int]) -> Iterator[Page]:
    present = (
        select(Event.team_id, func.max(Event.updated_at).label("changed_at"))
        .where(Event.team_id.between(*ids), PUBLIC.among(Event))
        .group_by(Event.team_id)
        .subquery()
    )
    # A removal changes the page of the team, too.
    removed = (
        select(EventTombstone.team_id, func.max(EventTombstone.left_at).label("changed_at"))
        .where(EventTombstone.team_id.between(*ids))
        .where(EventTombstone.audience == Audience.EVERYBODY.value)
        .group_by(EventTombstone.team_id)
        .subquery()
    )
    teams = (
        select(Team.slug, present.c.changed_at, func.coalesce(removed.c.changed_at, 0))
        .join(present, present.c.team_id == Team.id)
        .outerjoin(removed, removed.c.team_id == Team.id)
        .where(*public_team.is_for_search_engines())
        .order_by(Team.id)
    )
    for slug, changed_at, removed_at in db.session.execute(teams):
        yield Page(slug, None, max(changed_at, removed_at))


def _events(ids: tuple[int, int]) -> Iterator[Page]:
    events = (
        select(Team.slug, Event.slug, Event.updated_at)
        .join(Team, Team.id == Event.team_id)
        .where(Event.id.between(*ids), PUBLIC.among(Event), *public_team.is_for_search_engines())
        .order_by(Event.id)
    )
    yield from map(Page._make, db.session.execute(events))
