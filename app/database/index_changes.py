"""Indexes that a migration makes or drops while the application goes on reading and writing.

PostgreSQL builds them outside a transaction (``CREATE INDEX CONCURRENTLY``); SQLite, whose writers
wait for each other in any case, as usual.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from alembic import op
from sqlalchemy import text

from app.database.postgresql import pooler


def create(
    name: str,
    table: str,
    columns: Sequence[str],
    *,
    unique: bool = False,
    where: str | None = None,
) -> None:
    """Make the index, of the rows that fulfil ``where``; what an ended attempt left goes first."""
    rows = None if where is None else text(where)
    with _outside_a_transaction() as is_concurrent:
        if is_concurrent:
            op.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS {name}"))
        op.create_index(
            name,
            table,
            list(columns),
            unique=unique,
            sqlite_where=rows,
            postgresql_where=rows,
            postgresql_concurrently=is_concurrent,
        )


def drop(name: str, table: str) -> None:
    """Drop the index."""
    with _outside_a_transaction() as is_concurrent:
        op.drop_index(name, table, postgresql_concurrently=is_concurrent)


@contextmanager
def _outside_a_transaction() -> Iterator[bool]:
    """Whether the index can be made beside writers; what came before is committed then."""
    context = op.get_context()
    if context.dialect.name != "postgresql":
        yield False
        return
    with context.autocommit_block():
        if pooler.is_between(op.get_bind().connection.driver_connection):
            yield True  # the limits would be those of another session
            return
        # It waits for transactions that began before, and holds up no one while it does.
        usual = op.get_bind().scalar(text("SHOW lock_timeout"))
        op.execute(text("SET lock_timeout = 0"))
        yield True
        op.execute(text(f"SET lock_timeout = '{usual}'"))
