"""The demo's data is added once and kept as people left it."""

import pytest
from sqlalchemy import func, select

from app.demo import data
from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.teams.team import Team


def events_of(slug):
    return list(db.session.scalars(select(Event).where(Event.team == Team.find(slug))))


def rows():
    """Count the rows of every table."""
    tables = db.metadata.sorted_tables
    return {t.name: db.session.scalar(select(func.count()).select_from(t)) for t in tables}


@pytest.mark.both_databases
def test_loading_twice_adds_nothing(loaded):
    before = rows()
    data.load(reader_port=5001)
    db.session.commit()
    assert rows() == before


def test_what_people_did_to_the_data_is_kept(loaded):
    event = events_of("night-owl")[0]
    event.delete()
    User.find_by_email("vera@example.org").name = "Vera C."
    db.session.commit()

    data.load(reader_port=5001)
    db.session.commit()

    assert event.deleted_at
    assert User.find_by_email("vera@example.org").name == "Vera C."
