"""Indexes are made beside writers, and no change of a table waits for its lock for long."""

import re
import threading
import time

import flask_migrate
import pytest
from sqlalchemy import inspect, text

from app.database import migrations
from app.extensions import db
from app.factory import create_app
from tests.support.settings import make_settings

pytestmark = pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)


def revision_of(topic):
    """The number of the migration with this topic, which landing may change."""
    [path] = migrations.DIRECTORY.glob(f"versions/*_{topic}.py")
    return path.name[:4]


ENVIRONMENT = migrations.DIRECTORY / "env.py"
INDEXES = revision_of("indexes_of_large_tables")
BEFORE, AFTER = f"{int(INDEXES) - 1:04}", revision_of("import_tries")


@pytest.fixture
def old_app(blank_database_url, tmp_path):
    """An app context on a database without the indexes."""
    app = create_app(make_settings(database_url=blank_database_url, stagedoor_home=tmp_path))
    with app.app_context():
        flask_migrate.upgrade(revision=BEFORE)
        yield app
        db.session.remove()
        db.engine.dispose()


def upgrade(app, revision):
    with app.app_context():
        flask_migrate.upgrade(revision=revision)


def indexes_of(table):
    return {index["name"] for index in inspect(db.engine).get_indexes(table)}


def test_index_is_made_while_a_writer_has_locked_rows_of_the_table(old_app):
    """It ends once that transaction has, and others write meanwhile."""
    with db.engine.connect() as writer:
        writer.execute(text("DELETE FROM ticket"))
        migration = threading.Thread(target=upgrade, args=[old_app, INDEXES])
        migration.start()
        time.sleep(1)
        with db.engine.begin() as other:
            other.execute(text("SET LOCAL lock_timeout = 500"))
            other.execute(text("DELETE FROM ticket"))
        assert migration.is_alive()
        writer.rollback()
    migration.join(30)
    assert {"ix_ticket_event", "ix_ticket_team"} <= indexes_of("ticket")


def test_what_an_ended_attempt_left_is_made_again(old_app):
    with db.engine.begin() as connection:
        connection.execute(text("CREATE INDEX ix_ticket_event ON ticket (id)"))
    flask_migrate.upgrade(revision=INDEXES)
    columns = {i["name"]: i["column_names"] for i in inspect(db.engine).get_indexes("ticket")}
    assert columns["ix_ticket_event"] == ["event_id", "id"]


def lock_timeout() -> float:
    """The seconds in which a migration waits for a lock, and others behind it."""
    milliseconds = re.search(r"^LOCK_TIMEOUT = (\d+)", ENVIRONMENT.read_text(), re.M)[1]
    assert int(milliseconds) < 1000
    return int(milliseconds) / 1000


def test_change_of_a_table_lets_others_go_on_until_it_gets_the_lock(old_app):
    flask_migrate.upgrade(revision=INDEXES)
    with db.engine.connect() as reader:
        reader.execute(text("SELECT * FROM calendar_import"))
        migration = threading.Thread(target=upgrade, args=[old_app, AFTER])
        migration.start()
        time.sleep(0.3)
        began = time.monotonic()
        with db.engine.begin() as other:
            other.execute(text("SELECT * FROM calendar_import"))
        # It waits as long as one try of the migration, and as long as a busy machine takes.
        assert time.monotonic() - began < lock_timeout() + 4
        assert migration.is_alive()
    migration.join(30)
    names = {column["name"] for column in inspect(db.engine).get_columns("calendar_import")}
    assert "tries" in names
