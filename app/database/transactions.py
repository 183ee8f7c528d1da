"""Transactions that write: beginning one early, and counting the rows of an UPDATE."""

from typing import Any, cast

from flask import has_request_context, request
from sqlalchemy import CursorResult, Delete, Update

from app.extensions import db

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


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


def rows_changed(statement: Update | Delete) -> int:
    """Run the statement in the session's transaction and return the number of changed rows.

    With a condition it decides races: of all concurrent callers, one gets 1.
    """
    result = db.session.execute(statement)
    return cast("CursorResult[Any]", result).rowcount
