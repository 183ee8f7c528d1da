"""An event is created once for each key."""

from dataclasses import replace

import pytest

from app.extensions import db
from app.models.events import event_once
from app.models.events.event import Event
from tests.support.factories import make_event, make_team, make_user


@pytest.fixture
def event(context):
    return make_event(make_team())


def create(event, key, by):
    details = replace(event.details, title="Walk")
    made = event_once.create(event.team, details, key=key, by=by)
    db.session.flush()
    return made


def test_same_key_leads_to_the_same_event(event):
    olivia = make_user()
    first = create(event, "k", olivia)
    assert create(event, "k", olivia) is first
    first.delete()
    assert create(event, "k", olivia) is first


def test_key_of_another_user_or_no_key_is_another_event(event):
    olivia = make_user()
    events = [create(event, "k", olivia), create(event, "k", make_user())]
    events += [create(event, None, olivia), create(event, None, olivia)]
    assert len({made.id for made in events}) == 4
    assert db.session.query(Event).count() == 5
