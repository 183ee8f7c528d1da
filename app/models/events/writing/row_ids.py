"""Ids of rows that are yet to be added, for values that contain the id of their own row."""

from sqlalchemy import Connection, Table, text

_ON_POSTGRESQL = """
SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, :count)
"""
# The highest id that the table ever had: with AUTOINCREMENT, none is given out twice.
_ON_SQLITE = """
SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0),
           coalesce((SELECT max(id) FROM {table}), 0))
"""


def reserve(connection: Connection, table: Table, count: int) -> list[int]:
    """``count`` ids of ``table`` in ascending order, for rows of this transaction.

    On SQLite the transaction must be a writing one: then no other adds rows meanwhile.
    """
    if connection.dialect.name == "sqlite":
        last = connection.scalar(text(_ON_SQLITE.format(table=table.name))) or 0
        return list(range(last + 1, last + count + 1))
    statement = text(_ON_POSTGRESQL.format(table=table.name))
    return sorted(connection.scalars(statement, {"count": count}))
