"""SQLite's set-up: safe for many writers, and a GET never takes the writer's lock."""

import pytest
from sqlalchemy import event

from app.database import sqlite
from app.database.transactions import start_writing
from app.extensions import db
from tests.support import quick


@pytest.fixture
def begun(app):
    """Return the statements with which transactions began."""
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.startswith("BEGIN"):
            statements.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
    return statements


def ask() -> None:
    """Begin a transaction as a view does, by its first query."""
    db.session.connection().exec_driver_sql("SELECT 1")


def test_transaction_of_a_get_only_reads(app, begun):
    with app.test_request_context("/"):
        ask()
    assert begun == ["BEGIN"]


def test_transaction_of_a_post_locks_at_once(app, begun):
    with app.test_request_context("/", method="POST"):
        ask()
    assert begun == ["BEGIN IMMEDIATE"]


def test_get_that_writes_says_so_first(app, begun):
    with app.test_request_context("/"):
        start_writing()
        ask()
    assert begun == ["BEGIN IMMEDIATE"]


@pytest.fixture
def production_sqlite(monkeypatch):
    """Set SQLite up as in production; other tests do not wait for the disk."""
    monkeypatch.setattr(sqlite, "_set_up_sqlite", quick.set_up_for_production)


def test_connection_waits_for_other_writers_and_checks_references(production_sqlite, app):
    with app.app_context():
        names = ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        connection = db.session.connection()
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    assert settings == ["wal", 1, 2, 5000]
