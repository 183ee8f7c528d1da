"""Teams with public events, and these events."""

from sqlalchemy import Exists, exists, select

from app.database import keyset
from app.database.keyset import Page, Position
from app.extensions import db
from app.models.event_queries.member_event_lists import is_past
from app.models.events import event_tombstone
from app.models.events.event import Event
from app.models.events.event_audience import PUBLIC, Audience
from app.models.teams.team import Team
from app.models.values import clock


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


def list_next(team: Team, *, after: Position | None) -> Page[Event]:
    """A page of its public events that have not ended, soonest first, including cancelled ones."""
    is_shown = Event.team_id == team.id, PUBLIC.among(Event), ~is_past(clock.now())
    events = select(Event).where(*is_shown)
    return keyset.read_page(events, Event.starts_at, Event.id, after=after, upwards=True)


def _has_public(team: Team) -> Exists:
    return exists().where(Event.team_id == team.id, PUBLIC.among(Event))
