"""Rebuilds the stored JSON of a team's events."""

from sqlalchemy import select

from app.database.batches import batches
from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.teams.team import Team


def render_again(team: Team, *, by: User | None = None) -> None:
    """Rebuild the JSON of the team's events, after its name or address changed."""
    stored = select(Event.id).where(Event.team_id == team.id, Event.deleted_at.is_(None))
    for numbers in batches(db.session.scalars(stored.order_by(Event.id)).all()):
        events = db.session.scalars(select(Event).where(Event.id.in_(numbers)).order_by(Event.id))
        Event.write_all(team, events.all(), by=by)
