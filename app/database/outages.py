"""Which errors say that the database cannot do its work at the moment, and will again."""

import sqlite3

from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    InternalError,
    OperationalError,
    PendingRollbackError,
    TimeoutError,
)

# Raised where a driver's own is not wrapped: in the set-up of a connection.
ERRORS = (DBAPIError, TimeoutError, PendingRollbackError, sqlite3.OperationalError)
# PostgreSQL's read_only_sql_transaction and in_failed_sql_transaction: a standby that is not the
# primary yet, and what follows a statement that the end of the connection broke off.
_STATES = frozenset({"25006", "25P02", "25P03"})


def is_outage(error: BaseException) -> bool:
    """Whether to try again soon is what the caller can do; anything else is a bug of ours."""
    if isinstance(error, DBAPIError):
        if error.connection_invalidated or isinstance(error, OperationalError):
            return True
        if isinstance(error, InterfaceError):  # "the connection is closed" of psycopg
            return type(error.orig).__module__.startswith("psycopg")
        return isinstance(error, InternalError) and _state(error) in _STATES
    return isinstance(error, TimeoutError | PendingRollbackError | sqlite3.OperationalError)


def _state(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)
