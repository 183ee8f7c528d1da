"""The demo's data is added once and kept as people left it."""

import pytest
from sqlalchemy import func, select

from app.database import installation_facts
from app.demo import data
from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.teams.team import Team
from tests.support.factories import make_user


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


@pytest.mark.both_databases
def test_loading_marks_the_database_as_the_demos(loaded):
    mark = installation_facts.find(db.session.connection(), installation_facts.DEMO)
    assert mark is not None
    assert data.may_be_loaded()


@pytest.mark.both_databases
def test_database_of_other_people_is_not_filled(context):
    assert data.may_be_loaded()
    make_user("somebody@example.net")
    db.session.commit()
    assert not data.may_be_loaded()


def test_demo_data_from_before_the_mark_is_filled_on(context):
    make_user("somebody@example.net")
    make_user("olivia@example.org")
    db.session.commit()
    assert data.may_be_loaded()
