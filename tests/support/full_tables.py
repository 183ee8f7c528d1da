"""A database with rows in every table, whose values are the awkward ones of each type."""

from datetime import datetime

from sqlalchemy import Boolean, DateTime, Float, Integer, LargeBinary, insert, select

from app.database.copies.content import tables_of
from app.database.copies.engines import replacement, snapshot

ROWS = 2  # of each table


def fill_every_table(engine) -> None:
    """Add rows to each table; a reference is to the row of the same number."""
    with replacement(engine) as connection:
        if engine.dialect.name == "postgresql":  # tables refer to later ones
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table in tables_of(connection).values():
            for number in range(1, ROWS + 1):
                row = {column.name: value_of(column, number) for column in table.columns}
                connection.execute(insert(table), row)


def value_of(column, number):
    """A value that is easily lost on the way: a NUL byte, a backslash, a large number."""
    if isinstance(column.type, Boolean):
        return number == 1
    if isinstance(column.type, Integer):
        is_large = str(column.type) == "BIGINT" and not column.foreign_keys
        return number + 2**40 if is_large else number
    if isinstance(column.type, Float):
        return number / 3
    if isinstance(column.type, LargeBinary):
        return bytes(range(256)) * number
    if isinstance(column.type, DateTime):
        return datetime(2027, 3, 28, 2, 30, number, 123456)
    if column.nullable and number == 1:
        return None
    if column.name in {"rendered", "approved_facts"} or column.name.endswith("_json"):
        return f'{{"a":"\u00fc\\n","b":[{number}]}}'
    return f"{number}\u00fc\\N\t\n'\u202e\U0001f3ad"[: column.type.length or 20]


def rows_of(engine) -> dict[str, list[tuple]]:
    """Every row of every table, by table."""
    with snapshot(engine) as connection:
        return {
            name: [
                tuple(row)
                for row in connection.execute(
                    select(*[table.columns[key] for key in sorted(table.columns.keys())]).order_by(
                        *table.primary_key.columns
                    )
                )
            ]
            for name, table in tables_of(connection).items()
        }
