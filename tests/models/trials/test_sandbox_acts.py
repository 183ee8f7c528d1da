"""What happens in a sandbox by a button, and what apps see of it."""

import time

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.trials import sandbox, sandbox_acts
from app.models.trials.sandbox_acts import Act
from tests.support.factories import make_user


@pytest.fixture
def user(context):
    return make_user(timezone="Europe/Rome")


@pytest.fixture
def team(user):
    team = sandbox.open_for(user)
    db.session.commit()
    return team


def find(team, title):
    return db.session.scalars(
        db.select(Event).where(Event.team_id == team.id, Event.title == title)
    ).one()


@pytest.mark.parametrize("act", Act)
def test_act_is_one_change_of_the_stream_and_says_what_it_did(team, user, act):
    db.session.expire_all()
    before = team.change_seq
    done = sandbox_acts.change(team, act, by=user)
    db.session.expire_all()
    event = find(team, done.title)
    assert done.act is act
    assert team.change_seq == event.change_seq == before + 1
    assert (event.deleted_at is not None) == (act is Act.DELETE)
    assert (event.status == "cancelled") == (act is Act.CANCEL)
    assert (event.recurrence_json is not None) == (act is Act.ADD_SERIES)


def test_moved_event_takes_place_a_day_later(team, user):
    before = {event.title: event.starts_at for event in sandbox_acts.list_latest(team, 50)}
    done = sandbox_acts.change(team, Act.MOVE, by=user)
    assert find(team, done.title).starts_at == before[done.title] + 86_400


def test_one_button_does_every_act_in_turn(team, user):
    acts = {sandbox_acts.change(team, None, by=user).act for _turn in range(len(Act))}
    assert acts == set(Act)


def test_empty_sandbox_gets_a_series(team, user):
    for event in sandbox_acts.list_latest(team, 50):
        event.delete(by=user)
    assert sandbox_acts.change(team, Act.MOVE, by=user).act is Act.ADD_SERIES


def test_reset_removes_everything_and_brings_the_sample_events_back(team, user):
    count = sandbox_acts.count(team)
    sandbox_acts.change(team, Act.ADD_SERIES, by=user)
    sandbox_acts.reset(team, by=user)
    db.session.commit()
    assert sandbox_acts.count(team) == count
    deleted = db.session.scalars(db.select(Event).where(Event.deleted_at.is_not(None))).all()
    assert len(deleted) == count + 1


@pytest.mark.both_databases
def test_thousand_events_are_added_at_once_and_not_without_end(team, user):
    count, began = sandbox_acts.count(team), time.thread_time()
    assert sandbox_acts.fill(team, by=user) == sandbox_acts.MANY
    db.session.commit()
    assert time.thread_time() - began < 10
    assert sandbox_acts.count(team) == count + sandbox_acts.MANY
    assert len({event.slug for event in sandbox_acts.list_latest(team, 2000)}) > sandbox_acts.MANY


def test_full_sandbox_gets_no_more(team, user, monkeypatch):
    monkeypatch.setattr(sandbox_acts, "MOST", sandbox_acts.MANY)
    assert sandbox_acts.fill(team, by=user) == 0
