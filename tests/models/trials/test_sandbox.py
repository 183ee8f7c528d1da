"""A developer has one sandbox, made with events that are listed nowhere."""

from app.extensions import db
from app.models.events.event import Event
from app.models.trials import sample_events, sandbox
from app.models.values import clock
from tests.support.factories import make_user


def test_sandbox_is_made_once_with_unlisted_events(context):
    user = make_user(timezone="Europe/Rome")
    assert sandbox.find(user) is None
    team = sandbox.open_for(user)
    assert team.is_sandbox
    assert sandbox.open_for(user) is sandbox.find(user) is team
    events = db.session.scalars(db.select(Event).where(Event.team_id == team.id)).all()
    assert len(events) == len(sample_events.list_details(team.timezone))
    assert {event.visibility for event in events} == {"unlisted"}


def test_deleted_sandbox_is_replaced(context):
    user = make_user()
    former = sandbox.open_for(user)
    former.deleted_at = clock.now()
    db.session.flush()
    team = sandbox.open_for(user)
    assert team is not former
    assert (team.sandbox_of_id, former.sandbox_of_id) == (user.id, None)
