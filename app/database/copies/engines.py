"""Connections that copy: one snapshot to read, one transaction to write, and no time limit."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, text

from app.database.postgresql import pooler
from app.database.sqlite import prepare_engine, without_foreign_keys

# A copy takes as long as it takes; a lock that others hold is not waited for.
_LIMITS = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
    "SET LOCAL lock_timeout = '8s'",
)


def engine_of(url: str | URL) -> Engine:
    """Return an engine for a database that is not the application's own."""
    options = {} if str(url).startswith("sqlite") else {"connect_args": {"connect_timeout": 5}}
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, **options)
    prepare_engine(engine)
    pooler.adapt_engine(engine)
    return engine


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Provide a connection that sees the database as of one moment, however much is written."""
    options: dict[str, Any] = {"writes": False}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection:
        _lift_limits(connection)
        yield connection


@contextmanager
def replacement(engine: Engine) -> Iterator[Connection]:
    """Provide a connection whose one transaction replaces what the database holds."""
    with (
        engine.connect().execution_options(writes=True) as connection,
        without_foreign_keys(connection),
    ):
        _lift_limits(connection)
        yield connection
        connection.commit()


def _lift_limits(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        for statement in _LIMITS:
            connection.execute(text(statement))
