"""The migrations, up and down, on each database we promise."""

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from click import ClickException
from sqlalchemy import inspect, text

from app.extensions import db
from app.factory import create_app
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


@pytest.mark.parametrize("revision", ["0001", "0018"])
def test_database_made_before_the_first_release_is_refused(blank_app, revision):
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text(f"INSERT INTO alembic_version VALUES ('{revision}')"))

    with pytest.raises(ClickException, match="cannot be migrated"):
        flask_migrate.upgrade()

    assert tables() == {"alembic_version"}
    answer = blank_app.test_cli_runner().invoke(args=["check"])
    assert answer.exit_code == 1
    assert "Database: was made before the first release" in answer.output
    assert "stagedoor events import" in answer.output
