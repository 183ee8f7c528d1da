"""What is public: the page of an event that is neither draft nor private nor deleted."""

import json
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, false, or_, select

from app.extensions import db
from app.models.events.event import Event
from app.models.events.event_audience import LISTED, SHARED
from app.models.teams.team import Team, is_slug
from app.models.values import clock

DAY = 86_400  # seconds
MAX_NUMBER = 2**31 - 1  # what every database takes for an event's


def find(team_slug: str, event_slug: str) -> Event | None:
    """The event of this team, by its present or a former slug."""
    team = Team.find(team_slug)
    if team is None:
        return None
    return db.session.scalar(
        select(Event).where(Event.team_id == team.id, Event.slug == event_slug, SHARED.among(Event))
    )


def find_anywhere(name: str) -> Event | None:
    """The event of whatever team that ``name`` means: ``unique_slug``, number or plain slug.

    Of several events with the same plain slug it is the oldest. A number
    alone names public events only.
    """
    if not is_slug(name):
        return None
    slug, _hyphen, number = name.rpartition("-")
    numbered = find_by_number(number)
    if numbered is not None and _is_named_by(slug, numbered):
        return numbered
    events = select(Event).where(Event.slug == name, SHARED.among(Event))
    return db.session.scalar(events.order_by(Event.id).limit(1))


def find_by_number(number: str) -> Event | None:
    """The event with this number, written in digits."""
    if not (number.isascii() and number.isdigit() and len(number) <= 10):
        return None
    if int(number) > MAX_NUMBER:
        return None
    return db.session.scalar(select(Event).where(Event.id == int(number), SHARED.among(Event)))


def _is_named_by(slug: str, numbered: Event) -> bool:
    # Counting up must not lead to events that are shown only to people with the link.
    return slug == numbered.slug or (slug == "" and numbered.is_public)


def unique_slug(event: Event) -> str:
    """A slug that no event of another team has; ``find_anywhere`` knows it."""
    return f"{event.slug}-{event.id}"


def list_next(
    *,
    tags: Collection[str] | None = None,
    places: Collection[str] | None = None,
    with_series: bool = True,
    limit: int,
) -> Sequence[Event]:
    """The next public events of all teams that take place, soonest first.

    What began in the last day and still goes on is among them; a series counts by its first
    time. With ``tags`` or ``places`` only events that have one of these.
    """
    now = clock.now()
    is_near = Event.starts_at > now - DAY, Event.ends_at >= now
    events = select(Event).where(LISTED.among(Event), *is_near)
    if tags is not None:
        events = events.where(or_(false(), *(_has_tag(tag) for tag in tags)))
    if places is not None:
        events = events.where(Event.venue_name.in_(places))
    if not with_series:
        events = events.where(Event.recurrence_json.is_(None))
    return db.session.scalars(events.order_by(Event.starts_at, Event.id).limit(limit)).all()


def _has_tag(tag: str) -> ColumnElement[bool]:
    return Event.tags_json.contains(json.dumps(tag, ensure_ascii=False), autoescape=True)
