"""Copies every row from one database into another with the same tables, on either engine."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import AddConstraint, DropConstraint

from app.database.copies import sequences
from app.database.copies.content import tables_of
from app.database.copies.errors import CopyError
from app.database.sqlite import broken_reference

CHUNK = 1000  # rows that are held in memory
STEP = 100_000  # rows between two reports

Report = Callable[[str, int], None]  # of a table and the number of its rows copied so far


def replace_rows(source: Connection, target: Connection, report: Report) -> dict[str, int]:
    """Replace the rows of ``target`` by those of ``source``; return their number by table.

    Both have the tables of the same migration. Raises CopyError when a row does not fit.
    """
    origin, tables = tables_of(source), tables_of(target)
    require_same_columns(origin, tables)
    counts = {}
    with _without_foreign_keys(target, list(tables.values())):
        _empty(target, list(tables.values()))
        for name, table in tables.items():
            counts[name] = _copy_table(source, origin[name], target, table, report)
        sequences.continue_after(target, sequences.last_values(source))
    return counts


def require_same_columns(origin: dict[str, Table], tables: dict[str, Table]) -> None:
    """Raise CopyError unless both have the same tables with the same columns."""
    for name in sorted(origin.keys() | tables.keys()):
        read = set(origin[name].columns.keys()) if name in origin else set()
        written = set(tables[name].columns.keys()) if name in tables else set()
        if read != written:
            columns = ", ".join(sorted(read ^ written))
            raise CopyError(f"The table {name} differs from the one of its migration: {columns}.")


def _empty(target: Connection, tables: list[Table]) -> None:
    if target.dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in tables)
        target.execute(text(f"TRUNCATE {names}"))
    else:
        for table in tables:
            target.execute(delete(table))


@contextmanager
def _without_foreign_keys(target: Connection, tables: list[Table]) -> Iterator[None]:
    """Check references when all rows are there, because rows and tables refer to later ones."""
    if target.dialect.name == "postgresql":
        constraints = [each for table in tables for each in table.foreign_key_constraints]
        for constraint in constraints:
            target.execute(DropConstraint(constraint))
        yield
        for constraint in constraints:
            target.execute(AddConstraint(constraint))
    else:
        yield
        broken = broken_reference(target)
        if broken is not None:
            raise CopyError(broken)


def _copy_table(
    source: Connection, origin: Table, target: Connection, table: Table, report: Report
) -> int:
    names = table.columns.keys()
    columns = [origin.columns[name] for name in names]
    statement = select(*columns).order_by(*origin.primary_key.columns)
    rows = iter(source.execute(statement, execution_options={"yield_per": CHUNK}))
    count = 0
    try:
        with _writer(target, table, names) as write:
            while chunk := list(islice(rows, CHUNK)):
                write(chunk)
                count += len(chunk)
                if count % STEP == 0:
                    report(table.name, count)
    except (SQLAlchemyError, target.dialect.loaded_dbapi.Error) as error:
        cause = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise CopyError(f"A row of {table.name} cannot be copied: {cause}") from error
    return count


@contextmanager
def _writer(
    target: Connection, table: Table, names: Sequence[str]
) -> Iterator[Callable[[list[Any]], None]]:
    """Provide a function that writes rows; PostgreSQL takes them by COPY, many times as fast."""
    if target.dialect.name != "postgresql":
        statement = insert(table)
        yield lambda rows: _insert(target, statement, rows)
        return
    driver: Any = target.connection.driver_connection
    listed = ", ".join(f'"{name}"' for name in names)
    with driver.cursor().copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as copy:
        yield lambda rows: _stream(copy, rows)


def _insert(target: Connection, statement: Any, rows: list[Any]) -> None:
    target.execute(statement, [dict(row._mapping) for row in rows])


def _stream(copy: Any, rows: list[Any]) -> None:
    for row in rows:
        copy.write_row(row)
