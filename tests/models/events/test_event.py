"""The acts on an event, and what each leaves behind: a number, its JSON and a line of the trail."""

from dataclasses import replace

import pytest

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.events.event import Event
from tests.support.factories import make_event, make_team, make_user


@pytest.fixture
def event(context):
    return make_event(make_team())


def actions():
    lines = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.id))
    return [line.action for line in lines if line.action.startswith("event.")]


def test_each_act_is_recorded_and_numbered(event):
    user, details = make_user(), replace(event.details, title="Summer night")
    copy = Event.create(event.team, details, by=user)
    assert copy.change(replace(details, title="Autumn night"), by=user)
    assert copy.cancel(by=user)
    copy.delete(by=user)
    acts = ["event.created", "event.changed", "event.cancelled", "event.deleted"]
    assert actions() == acts
    assert (copy.sequence, copy.change_seq) == (3, event.change_seq + 4)
    assert '"status":"cancelled"' in copy.rendered


def test_act_that_changes_nothing_leaves_no_trace(event):
    number = event.change_seq
    assert not event.change(event.details, by=make_user())
    assert (event.change_seq, actions()) == (number, [])


def test_deleted_event_comes_back_with_a_change(event):
    event.delete(by=make_user())
    assert event.change(event.details, by=make_user())
    assert event.deleted_at is None
