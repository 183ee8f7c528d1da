"""The set-up of SQLite for concurrent writers."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from flask import has_request_context, request
from sqlalchemy import Connection, Engine, event

from app.database.transactions import SAFE_METHODS
from app.database.writer_queue import WriterQueue

_queues: WeakKeyDictionary[Engine, WriterQueue] = WeakKeyDictionary()


def prepare_engine(engine: Engine) -> None:
    """Make a SQLite engine safe for concurrent writers: WAL, foreign keys, BEGIN IMMEDIATE."""
    if engine.dialect.name == "sqlite":
        file = engine.url.database
        queue = _queues[engine] = WriterQueue(folder=str(Path(file).parent) if file else "")
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", partial(_begin_sqlite, queue))


def waiting_place(engine: Engine) -> AbstractContextManager[None]:
    """Return a place among those who wait for SQLite's writer, to hold while one begins."""
    queue = _queues.get(engine)
    return nullcontext() if queue is None else queue.place()


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # Transactions are begun by _begin_sqlite; the driver's own deferred BEGIN loses writes
    # to "database is locked".
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 5000")  # milliseconds
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # acknowledged means on disk
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(queue: WriterQueue, connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("begins", True) or options.get("isolation_level") == "AUTOCOMMIT":
        return
    writes = options.get("writes", not _only_reads())
    if writes and has_request_context():
        with queue.place():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _only_reads() -> bool:
    return has_request_context() and request.method in SAFE_METHODS


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Let SQLite check no reference, and cascade nothing; enter it before a transaction begins."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.rollback()  # what was not committed; the switch does nothing in a transaction
        driver.execute("PRAGMA foreign_keys = ON")


def broken_reference(connection: Connection) -> str | None:
    """Return a sentence about a row of SQLite that refers to a missing one; None without one."""
    row = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    return f"A row of {row[0]} refers to a missing row of {row[2]}." if row else None
