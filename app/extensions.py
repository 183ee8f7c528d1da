"""The Flask extensions, created once and bound to an app by the factory."""

import re
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast

from flask import has_request_context, request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, CursorResult, Engine, MetaData, Update, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Base(DeclarativeBase):
    """The declarative base of every noun; names every constraint, so that migrations can."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)
migrate = Migrate()
login_manager = LoginManager()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address)
babel = Babel()


@contextmanager
def hot_read() -> Iterator[Connection]:
    """A connection in autocommit, for the one statement a hot path reads with.

    It never holds a transaction open, so it neither waits for writers nor makes them wait.
    """
    with _for_hot_reads(db.engine).connect() as connection:
        yield connection


def read_rows(statement: str, parameters: dict[str, Any]) -> list[Any]:
    """The rows, named tuples, of a SELECT with ``:name`` parameters, asked of the driver itself.

    SQLAlchemy's own way takes five times as long, which only the hottest paths need to save.
    """
    with hot_read() as connection:
        cursor = connection.connection.cursor()
        driver = connection.dialect.loaded_dbapi
        try:
            cursor.execute(_in_style_of(connection.dialect.paramstyle, statement), parameters)
            rows = cursor.fetchall()
        except driver.Error as error:
            raise _as_sqlalchemy(error, driver.Error) from error
        return list(map(_row_type(tuple(column[0] for column in cursor.description))._make, rows))


def _as_sqlalchemy(error: Exception, base: type[Exception]) -> BaseException:
    """The driver's error as everybody else expects it; a busy database becomes a 503."""
    return DBAPIError.instance(None, None, error, base)


@lru_cache(maxsize=256)
def _in_style_of(paramstyle: str, statement: str) -> str:
    if paramstyle == "pyformat":
        return re.sub(r":(\w+)", r"%(\1)s", statement.replace("%", "%%"))
    return statement


@lru_cache(maxsize=32)
def _row_type(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)


@lru_cache(maxsize=8)  # making one costs more than the statement it is for
def _for_hot_reads(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine.execution_options(begins=False)
    return engine.execution_options(isolation_level="AUTOCOMMIT")


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


def prepare_engine(engine: Engine) -> None:
    """Make a SQLite engine safe for many writers: WAL, foreign keys and BEGIN IMMEDIATE."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # Transactions are begun by _begin_sqlite; the driver's own deferred BEGIN loses writes
    # to "database is locked" (security.md Q03).
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 5000")  # milliseconds
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # acknowledged means on disk
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("begins", True) or options.get("isolation_level") == "AUTOCOMMIT":
        return
    writes = options.get("writes", not _only_reads())
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _only_reads() -> bool:
    return has_request_context() and request.method in SAFE_METHODS
