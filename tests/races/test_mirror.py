"""A mirror that reads while several processes write: it misses nothing."""

import multiprocessing
import random
from dataclasses import replace

import pytest

from app.extensions import db
from app.factory import create_app
from app.models.events.event import Event
from app.models.teams.team import Team
from tests.support.api import make_reader
from tests.support.factories import make_event, make_team
from tests.support.mirror import Mirror, listed

# On SQLite whoever writes waits before reading anything, so no commit can be late.
pytestmark = [
    pytest.mark.race,
    pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True),
]

WRITERS = 3
WRITES = 25  # by each


def write(settings, seed):
    """Do WRITES random things to the team's events, each in a transaction of its own."""
    chance = random.Random(seed)
    app = create_app(settings)
    for number in range(WRITES):
        with app.app_context():
            deed(Team.find("harbour-hall"), chance, f"Night {seed} {number}")
            db.session.commit()


def deed(team, chance, title):
    events = db.session.scalars(db.select(Event).where(Event.deleted_at.is_(None))).all()
    kind = chance.choice(["add", "add", "retitle", "hide", "show", "delete"])
    if kind == "add" or not events:
        make_event(team, title)
        return
    event = chance.choice(events)
    event.hold()
    if kind == "delete":
        event.delete()
    elif event.deleted_at is None:
        said = {"retitle": {"title": title}, "hide": {"visibility": "private"}}
        event.change(replace(event.details, **said.get(kind, {"visibility": "public"})))


def test_no_late_commit_is_missed(app, settings):
    with app.app_context():
        reader = make_reader(app, make_team(slug="harbour-hall"))
    mirror = Mirror(reader, limit=5)
    processes = multiprocessing.get_context("fork")  # what they import is loaded
    writers = [processes.Process(target=write, args=(settings, seed)) for seed in range(WRITERS)]
    for writer in writers:
        writer.start()
    pages = 0
    while any(writer.is_alive() for writer in writers):
        mirror.step()
        pages += 1
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    mirror.catch_up()
    assert mirror.events == listed(reader)
    assert len(mirror.events) > WRITERS
    assert pages > WRITERS
