"""Connections to the tests' PostgreSQL, kept from one test's engine for that of the next.

A new connection is a new process of the server, which reads the catalogue of each table anew: half
of what a test with PostgreSQL costs. A kept one has no transaction and no lock, and each engine
sets it up as if it were new.
"""

import os
import select
from collections import defaultdict
from weakref import WeakKeyDictionary

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

open_new = PGDialect_psycopg.connect
close = PGDialect_psycopg.do_close

# Databases that keep their tables; where a migration runs, a prepared statement may go stale.
DATABASES = set()
MOST = 10  # connections for each way to connect

_idle = defaultdict(list)  # by process and arguments; a fork must not use those of its parent
_arguments = WeakKeyDictionary()  # by connection in use


def connect(dialect, *arguments, **options):
    """Take a kept connection that still works, or open one."""
    told = sorted((name, value) for name, value in options.items() if name != "context")
    key = (os.getpid(), arguments, repr(told))
    connection = take(key) or open_new(dialect, *arguments, **options)
    if connection.info.dbname in DATABASES:
        _arguments[connection] = key
    return connection


def take(key) -> psycopg.Connection | None:
    """One of those that are kept and still work."""
    while True:
        try:
            connection = _idle[key].pop()
        except IndexError:  # another thread may have taken the last
            return None
        if is_usable(connection):
            return connection
        connection.close()


def keep_or_close(dialect, connection):
    """Keep it for the next engine, unless it is busy, broken or of a database that changes."""
    key = _arguments.pop(connection, None)
    if key is None or key[0] != os.getpid() or len(_idle[key]) >= MOST or not is_usable(connection):
        close(dialect, connection)
        return
    connection.autocommit, connection.isolation_level = False, None
    connection.read_only, connection.deferrable = None, None
    _idle[key].append(connection)


def terminate(dialect, connection):
    """Close it for good: the engine holds that something is wrong with it."""
    _arguments.pop(connection, None)
    close(dialect, connection)


def is_usable(connection: psycopg.Connection) -> bool:
    """Whether it is open, outside a transaction, and the server has not ended it."""
    if connection.closed or connection.info.transaction_status != TransactionStatus.IDLE:
        return False
    return not select.select([connection.fileno()], [], [], 0)[0]


def idle_backends() -> list[int]:
    """The process numbers of the server's ends of all that this process keeps."""
    return [
        connection.info.backend_pid
        for key, connections in _idle.items()
        for connection in connections
        if key[0] == os.getpid() and not connection.closed
    ]


def close_all() -> None:
    """Close what this process keeps, before its server stops."""
    for key, connections in _idle.items():
        while key[0] == os.getpid() and connections:
            connections.pop().close()


def keep_connections() -> None:
    """Take the place of SQLAlchemy's methods."""
    PGDialect_psycopg.connect = connect
    PGDialect_psycopg.do_close = keep_or_close
    PGDialect_psycopg.do_terminate = terminate
