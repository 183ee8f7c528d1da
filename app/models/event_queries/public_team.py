"""Teams with public events, and these events."""

import json
from collections.abc import Iterator

from sqlalchemy import ColumnElement, Exists, exists, func, literal, or_, select

from app.database import keyset
from app.database.keyset import Page, Position
from app.extensions import db
from app.models.event_queries import next_dates
from app.models.events import event_tombstone
from app.models.events.event import Event
from app.models.events.event_audience import PUBLIC, Audience
from app.models.teams.team import Team


def find(slug: str) -> Team | None:
    """The team with this slug, current or former, if it has public events; else None."""
    team = Team.find(slug)
    if team is None or not db.session.scalar(select(_has_public(team))):
        return None
    return team


def find_followed(slug: str) -> Team | None:
    """``find``, also while feeds still list the removal of its last public events."""
    team = Team.find(slug)
    if team is None:
        return None
    is_public = db.session.scalar(select(_has_public(team)))
    return team if is_public or event_tombstone.read(team.id, Audience.EVERYBODY) else None


def list_next(
    team: Team,
    *,
    text: str = "",
    tag: str = "",
    after: Position | None = None,
    limit: int = keyset.PAGE,
) -> Page[Event]:
    """A page of its public events by their next date, soonest first, including cancelled ones.

    With ``text``, only events that contain it in title, summary, place or tags; with ``tag``,
    only those that have this tag.
    """
    conditions = PUBLIC.among(Event), *_matches(text, tag)
    return next_dates.list_page(team, *conditions, after=after, limit=limit)


def changes_at(team: Team) -> int | None:
    """Until when ``list_next`` stays as it is unless someone changes an event; None for good."""
    return next_dates.changes_at(team.id, PUBLIC.among(Event))


def is_for_search_engines() -> tuple[ColumnElement[bool], ...]:
    """SQL conditions of the teams that search engines are to list: no developer's sandbox."""
    return Team.deleted_at.is_(None), Team.sandbox_of_id.is_(None)


def _matches(text: str, tag: str) -> Iterator[ColumnElement[bool]]:
    if text:
        columns = (Event.title, Event.summary, Event.venue_name, Event.venue_city, Event.tags_json)
        yield or_(*(column.icontains(text, autoescape=True) for column in columns))
    if tag:
        # As stored, each after a comma; an exact match in both databases.
        tags = literal(", ").concat(func.substr(Event.tags_json, 2))
        yield func.replace(tags, f", {json.dumps(tag, ensure_ascii=False)}", "") != tags


def _has_public(team: Team) -> Exists:
    return exists().where(Event.team_id == team.id, PUBLIC.among(Event))
