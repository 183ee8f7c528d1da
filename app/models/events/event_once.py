"""Creating an event once: a form that is sent again leads to the event it made the first time."""

from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.teams.team import Team
from app.models.values import secret


def create(team: Team, details: EventDetails, *, key: str | None, by: User) -> Event:
    """The event made with ``key``, as it now is, deleted or not; a new one where there is none.

    Only its public id, which follows from the key, is stored.
    """
    if key is None:
        return Event.create(team, details, by=by)
    team.lock()  # requests with the same key take turns here
    public_id = secret.public_id_from("evt_", f"{team.public_id} {by.public_id} {key}")
    events = select(Event).where(Event.team_id == team.id, Event.public_id == public_id)
    existing_event = db.session.scalar(events)
    return existing_event or Event.create(team, details, by=by, public_id=public_id)
