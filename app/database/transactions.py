"""Transactions that write: beginning one early, and counting the rows of an UPDATE."""

from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Update

from app.extensions import db

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def start_writing() -> None:
    """Begin a writing transaction in a view reached by GET; call it before the first query.

    SQLite cannot turn a reading transaction into a writing one after another writer's commit.
    """
    db.session.rollback()
    db.session.connection(execution_options={"writes": True})


def rows_changed(statement: Update | Delete) -> int:
    """Run the statement in the session's transaction and return the number of changed rows.

    With a condition it decides races: of all concurrent callers, one gets 1.
    """
    result = db.session.execute(statement)
    return cast("CursorResult[Any]", result).rowcount
