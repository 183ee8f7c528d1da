"""Create an event once: a form that is sent twice leads to the first event."""

from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.teams.team import Team
from app.models.values import secret


def create(team: Team, details: EventDetails, *, key: str | None, by: User) -> Event:
    """Return the event that was created with ``key``, even if deleted; else create it.

    The key is not stored: the public id is derived from it.
    """
    if key is None:
        return Event.create(team, details, by=by)
    team.lock()  # requests with the same key take turns here
    public_id = secret.public_id_from("evt_", f"{team.public_id} {by.public_id} {key}")
    events = select(Event).where(Event.team_id == team.id, Event.public_id == public_id)
    existing_event = db.session.scalar(events)
    return existing_event or Event.create(team, details, by=by, public_id=public_id)
