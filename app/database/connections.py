"""Reading without the session: one statement of SQLAlchemy's, no transaction.

The hottest statements go past SQLAlchemy as well: hot_reads.py.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from sqlalchemy import Connection, Engine

from app.extensions import db


@contextmanager
def hot_read() -> Iterator[Connection]:
    """Provide a connection in autocommit mode, for a single statement.

    It opens no transaction, so it neither waits for writers nor makes them wait.
    """
    with _for_hot_reads(db.engine).connect() as connection:
        yield connection


@lru_cache(maxsize=8)  # making one costs more than the statement it is for
def _for_hot_reads(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine.execution_options(begins=False)
    return engine.execution_options(isolation_level="AUTOCOMMIT")
