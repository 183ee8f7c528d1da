"""Transactions that write: beginning one early, and counting the rows of an UPDATE."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask import has_request_context, request
from sqlalchemy import Connection, CursorResult, Delete, Update

from app.extensions import db

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
PATIENCE = 100  # milliseconds that a transaction beside the session's waits for SQLite's writer


def start_writing() -> None:
    """Begin a writing transaction in a view reached by GET; call it before the first query.

    SQLite cannot turn a reading transaction into a writing one after another writer's commit.
    """
    db.session.rollback()
    db.session.connection(execution_options={"writes": True})


def is_read_only() -> bool:
    """Whether the session's transaction belongs to a view reached by GET that does not write."""
    if not has_request_context() or request.method not in SAFE_METHODS:
        return False
    return not db.session.connection().get_execution_options().get("writes", False)


@contextmanager
def write_beside() -> Iterator[Connection]:
    """Provide a short writing transaction beside the session's, for what can also wait.

    Raises DBAPIError soon when another writer holds SQLite's database. In PostgreSQL, take locks
    with SKIP LOCKED.
    """
    with db.engine.connect().execution_options(writes=True) as connection:
        is_sqlite, driver = connection.dialect.name == "sqlite", connection.connection
        usual = driver.execute("PRAGMA busy_timeout").fetchone()[0] if is_sqlite else None
        try:
            if is_sqlite:
                driver.execute(f"PRAGMA busy_timeout = {PATIENCE}")
            with connection.begin():
                yield connection
        finally:
            if is_sqlite:
                driver.execute(f"PRAGMA busy_timeout = {usual}")


def rows_changed(statement: Update | Delete) -> int:
    """Run the statement in the session's transaction and return the number of changed rows.

    With a condition it decides races: of all concurrent callers, one gets 1.
    """
    result = db.session.execute(statement)
    return cast("CursorResult[Any]", result).rowcount
