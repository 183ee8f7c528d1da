"""Transactions that write: how one begins, and how many rows its UPDATE changed."""

from typing import Any, cast

from sqlalchemy import CursorResult, Update

from app.extensions import db

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def start_writing() -> None:
    """Begin the session's transaction as one that writes, in a view reached by GET.

    SQLite refuses to turn a reading transaction into a writing one once another writer got
    in between; other databases need nothing. Call it before the first query.
    """
    db.session.rollback()
    db.session.connection(execution_options={"writes": True})


def rows_changed(statement: Update) -> int:
    """Run the UPDATE in the session's transaction; the number of rows it changed.

    A condition in it decides races: of all who try at once, one sees 1.
    """
    result = db.session.execute(statement)
    return cast("CursorResult[Any]", result).rowcount
