"""The numbers that a database gave out: the last one of each table, so that it is never reused.

The number of a row that was deleted is in no row. PostgreSQL keeps the last one of each table,
SQLite of tables with AUTOINCREMENT only: a backup of PostgreSQL has a table of its own for them.
"""

from typing import NamedTuple

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, insert, inspect, text

TAKEN_ALONG = "backup_sequence"
_taken_along = Table(
    TAKEN_ALONG,
    MetaData(),
    Column("table_name", String, primary_key=True),
    Column("last_value", Integer, nullable=False),
)
_SEQUENCES = """
    SELECT c.relname AS table_name, a.attname AS column_name,
           pg_get_serial_sequence(quote_ident(c.relname), a.attname) AS name
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
      AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL
"""
_AUTOINCREMENT = """
    SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'
"""


class Sequence(NamedTuple):
    """A sequence of PostgreSQL, its name quoted where it must be, and the column that it fills."""

    table_name: str
    column_name: str
    name: str


def last_values(connection: Connection) -> dict[str, int]:
    """Return the last number given out in each table, as far as the database keeps it."""
    if connection.dialect.name == "postgresql":
        return {each.table_name: _last_value(connection, each) for each in _sequences(connection)}
    values: dict[str, int] = {}
    for name in ("sqlite_sequence", TAKEN_ALONG):
        if inspect(connection).has_table(name):
            values |= {row[0]: row[1] for row in connection.execute(text(f"SELECT * FROM {name}"))}
    return values


def continue_after(connection: Connection, values: dict[str, int]) -> None:
    """Make each table give out numbers above its last one, and above those of its rows."""
    if connection.dialect.name == "postgresql":
        for sequence in _sequences(connection):
            _continue_postgresql(connection, sequence, values.get(sequence.table_name, 0))
    else:
        for name in connection.scalars(text(_AUTOINCREMENT)).all():
            _continue_sqlite(connection, name, values.get(name, 0))


def take_along(connection: Connection, values: dict[str, int]) -> None:
    """Write the last numbers into a backup file."""
    _taken_along.create(connection)
    rows = [{"table_name": name, "last_value": last} for name, last in values.items()]
    if rows:
        connection.execute(insert(_taken_along), rows)


def forget_taken_along(connection: Connection) -> None:
    """Remove them from a backup file that becomes a database."""
    _taken_along.drop(connection, checkfirst=True)


def _sequences(connection: Connection) -> list[Sequence]:
    return [Sequence(*row) for row in connection.execute(text(_SEQUENCES)).all()]


def _last_value(connection: Connection, sequence: Sequence) -> int:
    row = connection.execute(text(f"SELECT last_value, is_called FROM {sequence.name}")).one()
    return int(row.last_value) if row.is_called else 0


def _continue_postgresql(connection: Connection, sequence: Sequence, last: int) -> None:
    largest = f'SELECT coalesce(max("{sequence.column_name}"), 0) FROM "{sequence.table_name}"'
    last = max(last, int(connection.scalar(text(largest)) or 0))
    # A sequence that has given out nothing begins with 1.
    statement = text("SELECT setval(:name, :value, :is_called)")
    values = {"name": sequence.name, "value": max(last, 1), "is_called": last > 0}
    connection.execute(statement, values)


def _continue_sqlite(connection: Connection, table_name: str, last: int) -> None:
    largest = connection.scalar(text(f'SELECT coalesce(max(id), 0) FROM "{table_name}"')) or 0
    values = {"name": table_name, "last": max(last, int(largest))}
    connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
    connection.execute(
        text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), values
    )
