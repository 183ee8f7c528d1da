"""Events for everyone: neither drafts nor private nor deleted."""

import json
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, false, or_, select

from app.extensions import db
from app.models.events.event import Event
from app.models.events.event_audience import LISTED, SHARED
from app.models.teams.team import Team, is_slug
from app.models.values import clock

DAY = 86_400  # seconds
MAX_NUMBER = 2**31 - 1  # the largest id that every database can store


def find(team_slug: str, event_slug: str) -> Event | None:
    """The event of the team with this slug, current or former."""
    team = Team.find(team_slug)
    if team is None or not is_slug(event_slug):
        return None
    return db.session.scalar(
        select(Event).where(Event.team_id == team.id, Event.slug == event_slug, SHARED.among(Event))
    )


def find_anywhere(name: str) -> Event | None:
    """The event of any team with this ``unique_slug``, number or plain slug.

    Of several events with the same slug, the oldest. A number alone finds only public events.
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
    """The event with this number."""
    if not (number.isascii() and number.isdigit() and len(number) <= 10):
        return None
    if int(number) > MAX_NUMBER:
        return None
    return db.session.scalar(select(Event).where(Event.id == int(number), SHARED.among(Event)))


def _is_named_by(slug: str, numbered: Event) -> bool:
    # Guessing numbers must not reveal unlisted events.
    return slug == numbered.slug or (slug == "" and numbered.is_public)


def unique_slug(event: Event) -> str:
    """A slug that is unique across teams, for ``find_anywhere``."""
    return f"{event.slug}-{event.id}"


def list_next(
    *,
    tags: Collection[str] | None = None,
    places: Collection[str] | None = None,
    with_series: bool = True,
    limit: int,
) -> Sequence[Event]:
    """The next public events of all teams that are not cancelled, soonest first.

    Includes events that began in the last day and have not ended; a series counts at its first
    date. With ``tags`` or ``places``, only events with one of these.
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
