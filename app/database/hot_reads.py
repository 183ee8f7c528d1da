"""Hot reads: statements on a connection of each thread's own, past SQLAlchemy.

The pool and SQLAlchemy's connection cost five times what such a statement does. The connection is
in autocommit mode: it opens no transaction, so it neither waits for writers nor makes them wait,
and it does not see what the session has not committed.
"""

import os
import re
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache, partial
from time import perf_counter
from typing import Any, Generic, TypeVar, cast

from flask import Flask, current_app
from sqlalchemy import Engine, Pool, event
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import DBAPIError

from app.database import sqlite, statement_times
from app.extensions import db

KEY = "hot_reads"
# The plan of a prepared statement ended, since a migration changed a column's type; or a pooler
# gave us the session of another client, where a statement is missing.
_STALE = {"0A000", "26000"}
# Of a process that forked: to close them here would end them there.
_inherited: list[DBAPIConnection] = []

Row = TypeVar("Row", bound=tuple[Any, ...])


class HotQuery(Generic[Row]):
    """A SELECT with ``:name`` parameters. ``row`` has its columns as fields, in their order."""

    def __init__(self, sql: str, row: type[Row]) -> None:
        self.sql, self.row = sql, row
        self._in_style = {
            "named": sql,
            "qmark": sql,  # of SQLite, which takes names as well
            "pyformat": _in_pyformat(sql),
        }
        # As ``row._make`` does it, without a Python call a row.
        self._as_row = cast("Callable[[tuple[Any, ...]], Row]", partial(tuple.__new__, row))

    def rows(self, **values: Any) -> list[Row]:
        """Return all rows; raises SQLAlchemy's DBAPIError."""
        reads = of_app()
        return list(map(self._as_row, reads.fetch(self._in_style[reads.paramstyle], values)))

    def first(self, **values: Any) -> Row | None:
        """Return the first row; None without any."""
        rows = self.rows(**values)
        return rows[0] if rows else None


class HotReads:
    """The connections of one application, one for each thread that reads."""

    def __init__(self, engine: Engine) -> None:
        """Connect as ``engine`` does; its disposal closes these connections as well."""
        self._dialect = engine.dialect
        self.driver_error: type[Exception] = engine.dialect.loaded_dbapi.Error
        # It only connects, set up as for the engine; its connections are taken out at once.
        self._pool = engine.pool.recreate()
        self.paramstyle = engine.dialect.paramstyle
        self._waiting_place = partial(sqlite.waiting_place, engine)
        self._begin = "BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else "BEGIN"
        self._open_none()
        event.listen(engine, "engine_disposed", _closing(weakref.ref(self)))

    def _open_none(self) -> None:
        self._process, self._local = os.getpid(), threading.local()

    def close(self) -> None:
        """Close all connections, one that is reading after its statement."""
        self._open_none()  # a connection ends with the last reference to it

    def fetch(self, statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        """Return the rows of ``statement``; raises SQLAlchemy's DBAPIError."""
        started = perf_counter()
        try:
            rows = self._run(statement, values).cursor.fetchall()
        except self.driver_error as error:
            raise self.translated(error) from error
        statement_times.note(statement, started)
        return rows  # type: ignore[no-any-return]  # as all cursors do

    @contextmanager
    def reading_by(self, connection: Any) -> Iterator[None]:
        """Let this thread read by the driver's ``connection``, which another owns."""
        local = self._local
        own = getattr(local, "connection", None)
        local.connection = BorrowedConnection(connection)
        try:
            yield
        finally:
            local.connection = own

    def begin(self) -> "ThreadConnection | BorrowedConnection":
        """Begin a writing transaction on the thread's connection; raises the driver's errors."""
        with self._waiting_place():
            return self._run(self._begin, {})

    def write(self, statement: str, values: dict[str, Any]) -> None:
        """Run a transaction of one statement; raises SQLAlchemy's DBAPIError.

        It is not run again when the connection ended meanwhile: it may have been committed.
        """
        started = perf_counter()
        try:
            self._run(statement, values, is_repeatable=False)
        except self.driver_error as error:
            raise self.translated(error) from error
        statement_times.note(statement, started)

    def translated(self, error: Exception) -> BaseException:
        """Return the driver's error as SQLAlchemy's; a busy database then becomes a 503."""
        return DBAPIError.instance(None, None, error, self.driver_error)

    def _run(
        self, statement: str, values: dict[str, Any], *, is_repeatable: bool = True
    ) -> "ThreadConnection | BorrowedConnection":
        """Run ``statement``; connect and ask again if the connection has ended."""
        if self._process != os.getpid():  # a fork shares the connection with its parent
            self._open_none()
        connection: ThreadConnection | BorrowedConnection | None = getattr(
            self._local, "connection", None
        )
        if connection is not None:
            try:
                connection.cursor.execute(statement, values)
                return connection
            except self.driver_error as error:
                if not connection.has_ended(error):
                    raise
                connection.terminate()
                if not is_repeatable and getattr(error, "sqlstate", None) not in _STALE:
                    raise
        self._local.connection = connection = ThreadConnection(self._pool, self._dialect)
        connection.cursor.execute(statement, values)
        return connection


class ThreadConnection:
    """A connection for one thread, outside any pool. It closes when nothing refers to it."""

    def __init__(self, pool: Pool, dialect: Dialect) -> None:
        pooled = pool.connect()
        self._connection = cast("DBAPIConnection", pooled.driver_connection)
        pooled.detach()
        self._dialect = dialect
        self._closing = weakref.finalize(self, _close, self._connection, dialect, os.getpid())
        self._closing.atexit = False  # a thread may be reading
        self.cursor: Any
        if dialect.name == "postgresql":
            from app.database.postgresql.direct_cursor import DirectCursor  # brings psycopg

            self._connection.autocommit = True  # SQLite's begins no transaction by itself
            self.cursor = DirectCursor(cast("Any", self._connection))
        else:
            self.cursor = self._connection.cursor()

    def roll_back(self) -> None:
        """End a transaction that failed; one that ended with the connection is over as it is."""
        with suppress(self._dialect.loaded_dbapi.Error):
            self.cursor.execute("ROLLBACK")

    def has_ended(self, error: Exception) -> bool:
        """Whether ``error`` is the connection's, so that another one may answer."""
        if self._dialect.is_disconnect(cast(Any, error), self._connection, self.cursor):
            return True
        return getattr(error, "sqlstate", None) in _STALE

    def terminate(self) -> None:
        """Close a connection with which something is wrong."""
        if self._closing.detach():
            with suppress(self._dialect.loaded_dbapi.Error):
                self._dialect.do_terminate(self._connection)


class BorrowedConnection:
    """A connection in a transaction of its owner's, without another in its place."""

    def __init__(self, connection: Any) -> None:
        self.cursor = connection.cursor()

    def has_ended(self, _error: Exception) -> bool:
        """Whether another connection may answer: it would not see the same moment."""
        return False

    def terminate(self) -> None:
        """Leave it to its owner."""

    def roll_back(self) -> None:
        """Leave it to its owner."""


@lru_cache(maxsize=256)
def _in_pyformat(sql: str) -> str:
    return re.sub(r":(\w+)", r"%(\1)s", sql.replace("%", "%%"))


def register(app: Flask) -> None:
    """Give the application its hot reads; call it in its context."""
    app.extensions[KEY] = HotReads(db.engine)


def of_app() -> HotReads:
    """Return the hot reads of the current app."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy costs more
    reads: HotReads = app.extensions[KEY]
    return reads


def close(app: Flask) -> None:
    """Close the connections of ``app``."""
    app.extensions[KEY].close()


def _close(connection: DBAPIConnection, dialect: Dialect, process: int) -> None:
    if process != os.getpid():
        _inherited.append(connection)
        return
    with suppress(dialect.loaded_dbapi.Error):
        dialect.do_close(connection)


def _closing(reference: "weakref.ref[HotReads]") -> Callable[[Engine], None]:
    def close_all(_engine: Engine) -> None:
        reads = reference()
        if reads is not None:
            reads.close()

    return close_all
