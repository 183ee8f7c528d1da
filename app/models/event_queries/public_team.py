"""Teams with public events, and these events."""

from sqlalchemy import Exists, exists, select

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


def list_next(team: Team, *, after: Position | None) -> Page[Event]:
    """A page of its public events by their next date, soonest first, including cancelled ones."""
    return next_dates.list_page(team.id, PUBLIC.among(Event), after=after)


def _has_public(team: Team) -> Exists:
    return exists().where(Event.team_id == team.id, PUBLIC.among(Event))
