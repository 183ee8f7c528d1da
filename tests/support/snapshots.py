"""The state of a whole database, which is kept and restored between examples of one test."""

import sqlite3
from contextlib import closing
from typing import Any

from sqlalchemy import Engine

from app.extensions import db

TABLES = [table.name for table in db.metadata.sorted_tables]
# Each table as a JSON array of its rows, and where each sequence is.
_READ = " UNION ALL ".join(
    f"""SELECT '{name}', json_agg(r ORDER BY r::text)::text FROM "{name}" r""" for name in TABLES
)
_READ_SEQUENCES = (
    "SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE schemaname = 'public'"
)


def snapshots_of(engine: Engine) -> "SqliteSnapshots | PostgresSnapshots":
    """The snapshots of a database."""
    of_engine = SqliteSnapshots if engine.dialect.name == "sqlite" else PostgresSnapshots
    return of_engine(engine)


class SqliteSnapshots:
    """Copies of the file."""

    def __init__(self, engine: Engine) -> None:
        """Take the file of an engine."""
        self._file = engine.url.database

    def keep(self) -> sqlite3.Connection:
        """The state as it is committed."""
        kept = sqlite3.connect(":memory:")
        self._copy(into=kept)
        return kept

    def restore(self, kept: sqlite3.Connection) -> None:
        """Put the database back."""
        self._copy(of=kept)

    def rows(self) -> dict[str, Any]:
        """Every row of every table."""
        # Without SQLAlchemy, because it is a hundred tables after each request.
        with closing(sqlite3.connect(self._file)) as own:
            return {name: own.execute(f'SELECT * FROM "{name}"').fetchall() for name in TABLES}

    def _copy(self, *, of=None, into=None):
        own = sqlite3.connect(self._file)
        own.execute("PRAGMA synchronous = OFF")
        (of or own).backup(into or own)
        own.close()


class PostgresSnapshots:
    """The tables' rows; only those of tables that have changed are written back."""

    def __init__(self, engine: Engine) -> None:
        """Let the ids of an empty database begin with 1, whichever tests used it before."""
        self._engine = engine
        with engine.begin() as connection:
            for name in self._read(connection)[1]:
                _set_sequence(connection, name, None)

    def keep(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The state as it is committed."""
        with self._engine.connect() as connection:
            return self._read(connection)

    def restore(self, kept: tuple[dict[str, Any], dict[str, Any]]) -> None:
        """Put the database back."""
        with self._engine.begin() as connection:
            rows, sequences = self._read(connection)
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for name in TABLES:
                if rows[name] != kept[0][name]:
                    self._write(connection, name, kept[0][name])
            for name, last in kept[1].items():
                if sequences[name] != last:
                    _set_sequence(connection, name, last)

    def rows(self) -> dict[str, Any]:
        """Every row of every table."""
        return self.keep()[0]

    def _read(self, connection: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        rows = dict(map(tuple, connection.exec_driver_sql(_READ)))
        return rows, dict(map(tuple, connection.exec_driver_sql(_READ_SEQUENCES)))

    def _write(self, connection: Any, name: str, rows: str | None) -> None:
        connection.exec_driver_sql(f'DELETE FROM "{name}"')
        connection.exec_driver_sql(
            f"""INSERT INTO "{name}" OVERRIDING SYSTEM VALUE
                SELECT * FROM json_populate_recordset(NULL::"{name}", %s::json)""",
            (rows or "[]",),
        )


def _set_sequence(connection: Any, name: str, last: int | None) -> None:
    """Set what a sequence has given last; None for nothing."""
    is_called = "true" if last else "false"
    connection.exec_driver_sql(f"SELECT setval('{name}', {last or 1}, {is_called})")
