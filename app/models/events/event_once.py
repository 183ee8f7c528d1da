"""New events that come with a key: whoever sends the same again is led to the one event."""

from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.teams.team import Team
from app.models.values import secret


def add(team: Team, details: EventDetails, *, key: str, by: User) -> tuple[Event, bool]:
    """The event of ``key``, and whether it is new; an earlier one stays as it now is, deleted too.

    Its public id follows from the key: that is all that is kept of it.
    """
    team.lock()  # those that come at the same moment take turns here
    public_id = secret.public_id_from("evt_", f"{team.public_id} {by.public_id} {key}")
    known = db.session.scalar(
        select(Event).where(Event.team_id == team.id, Event.public_id == public_id)
    )
    if known is not None:
        return known, False
    [slug] = Event.free_slugs(team, [details])
    event = Event.write(team, details, slug=slug, uid=f"{public_id}@stagedoor")
    event.public_id = public_id
    Event.record_all(team, [event], by=by)
    return event, True
