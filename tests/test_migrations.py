"""The migrations, up and down, on each database we promise."""

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from app import create_app
from app.extensions import db
from app.models.events.event import Event
from app.models.recurrence.recurrence import Recurrence
from tests.support.factories import make_event, make_team
from tests.support.settings import make_settings

pytestmark = pytest.mark.both_databases


@pytest.fixture
def blank_app(blank_database_url, tmp_path):
    """An app context on a database without any table."""
    app = create_app(make_settings(database_url=blank_database_url, stagedoor_home=tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def differences():
    """Return what the models have and the database lacks, or the other way round."""
    with db.engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection), db.metadata)


def tables():
    """Return the names of the tables that there are."""
    return set(inspect(db.engine).get_table_names())


def test_migrations_make_the_tables_that_the_models_describe(blank_app):
    flask_migrate.upgrade()
    assert differences() == []


def test_migrations_run_down_to_nothing_and_up_again(blank_app):
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="base")
    assert tables() == {"alembic_version"}
    flask_migrate.upgrade()
    assert tables() > {"alembic_version"}


def test_ends_of_series_are_worked_out_for_events_that_were_there(blank_app):
    flask_migrate.upgrade()
    team = make_team()
    counted = Recurrence("FREQ=WEEKLY;COUNT=4", rdates=("2027-09-01T20:00:00",))
    until = Recurrence("FREQ=DAILY;UNTIL=20270327T190000Z")
    for series in (None, Recurrence("FREQ=WEEKLY"), counted, until):
        make_event(team, recurrence=series)
    db.session.commit()
    ends = db.select(Event.last_ends_at, Event.rule_end).order_by(Event.id)
    known = [tuple(row) for row in db.session.execute(ends)]
    db.session.remove()

    flask_migrate.downgrade(revision="0014")
    flask_migrate.upgrade()

    found = [tuple(row) for row in db.session.execute(ends)]
    assert [rule_end for _at, rule_end in found] == [rule_end for _at, rule_end in known]
    for (now, _rule_end), (before, _same) in zip(found, known, strict=True):
        assert now == before or now - before == 1  # the migration does not tell lengths apart
