"""Deleting any number of rows in transactions that are short, so that no one waits for long."""

from typing import Any

from sqlalchemy import ColumnElement, delete, inspect, select, tuple_

from app.database.transactions import rows_changed
from app.extensions import db

SIZE = 2_000  # rows of one statement
MOST = 5_000  # rows that one transaction deletes, and the next statement beyond them


class Slices:
    """Deletions that are committed whenever many rows have come together.

    Commit after the last one. What the session holds is committed along with them.
    """

    def __init__(self) -> None:
        """Begin with nothing deleted."""
        self._uncommitted = 0

    def delete(self, noun: Any, *conditions: ColumnElement[bool]) -> int:
        """Delete the rows of ``noun`` that fulfil all ``conditions``; how many."""
        total, count = 0, SIZE
        while count == SIZE:
            mine = _next_slice(noun, conditions)
            gone = delete(noun).where(mine, *conditions)
            count = rows_changed(gone.execution_options(synchronize_session=False))
            total += count
            self.note(count)
        return total

    def note(self, count: int) -> None:
        """Count rows that were deleted, and commit if there are many."""
        self._uncommitted += count
        if self._uncommitted >= MOST:
            db.session.commit()
            self._uncommitted = 0


def _next_slice(noun: Any, conditions: tuple[ColumnElement[bool], ...]) -> ColumnElement[bool]:
    """The SQL condition for some of the rows, by their keys."""
    key = inspect(noun).primary_key
    some = select(*key).where(*conditions).limit(SIZE)
    if len(key) > 1:
        return tuple_(*key).in_(some)
    # As values: with a subquery, PostgreSQL may read all of a large table to join it.
    mine: ColumnElement[bool] = key[0].in_(db.session.scalars(some).all())
    return mine
