"""Every SQL statement that the drivers send, whichever way the application reaches them."""

import gc
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import psycopg

from app.database.postgresql.direct_cursor import DirectCursor

TRANSACTION_COMMANDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@contextmanager
def recorded_by_drivers(beginnings: tuple[str, ...] = ("",)) -> Iterator[list[str]]:
    """Yield a list that fills with the statements of this thread that begin in one of these ways.

    By default it fills with all of them, those that begin and end transactions too. What buffers
    write behind meanwhile, in threads of their own, is no request's.
    """
    statements: list[str] = []
    thread = threading.get_ident()

    def record(statement: str) -> None:
        statement = statement.lstrip()
        # SQLite names steps of triggers and of full-text search in comments.
        is_own = threading.get_ident() == thread
        if is_own and statement.startswith(beginnings) and not statement.startswith("--"):
            statements.append(statement)

    with _recorded_by_sqlite(record), _recorded_by_psycopg(record):
        yield statements


def is_transaction_command(statement: str) -> bool:
    """Whether it begins or ends a transaction, or a part of one."""
    return statement.startswith(TRANSACTION_COMMANDS)


@contextmanager
def _recorded_by_sqlite(record):
    connect, made = sqlite3.connect, []

    def connect_recorded(*args, **options):
        made.append(connect(*args, **options))
        made[-1].set_trace_callback(record)
        return made[-1]

    # Connections that pools and threads keep are open already.
    made += [each for each in gc.get_objects() if isinstance(each, sqlite3.Connection)]
    _set_trace(made, record)
    patched = [patch.object(module, "connect", connect_recorded) for module in _sqlite_modules()]
    with patched[0], patched[1]:
        yield
    _set_trace(made, None)


def _sqlite_modules():
    return sqlite3, sqlite3.dbapi2


def _set_trace(connections, callback) -> None:
    for connection in connections:
        try:
            connection.set_trace_callback(callback)
        except sqlite3.ProgrammingError:  # closed, or of another thread that watches for it
            continue


@contextmanager
def _recorded_by_psycopg(record):
    command = psycopg.Connection._exec_command

    def recorded(execute):
        def execute_recorded(cursor, query, *args, **options):
            record(query.decode() if isinstance(query, bytes) else str(query))
            return execute(cursor, query, *args, **options)

        return execute_recorded

    def command_recorded(connection, query, *args, **options):
        record(query.decode() if isinstance(query, bytes) else str(query))
        return (yield from command(connection, query, *args, **options))

    with (
        patch.object(psycopg.Cursor, "execute", recorded(psycopg.Cursor.execute)),
        patch.object(DirectCursor, "execute", recorded(DirectCursor.execute)),
        patch.object(psycopg.Connection, "_exec_command", command_recorded),
    ):
        yield
