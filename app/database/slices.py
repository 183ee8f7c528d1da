"""Deleting any number of rows in transactions that are short, so that no one waits for long."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    any_,
    delete,
    func,
    inspect,
    literal_column,
    select,
    tuple_,
)

from app.database.transactions import rows_changed
from app.extensions import db

SIZE = 2_000  # rows of one statement
MOST = 5_000  # rows that one transaction deletes, and the next statement beyond them


class Slices:
    """Deletions that are committed whenever many rows have come together.

    Before rows of another kind are looked for, which may take long, those before are committed.
    Commit after the last deletion. What the session holds is committed along with them.
    """

    def __init__(self) -> None:
        """Begin with nothing deleted."""
        self._uncommitted: int | None = None  # rows; None where nothing was looked for

    def delete(self, noun: Any, *conditions: ColumnElement[bool]) -> int:
        """Delete the rows of ``noun`` that fulfil all ``conditions``; how many."""
        self.commit()
        gone, total = _delete_some(noun, conditions), 0
        while count := rows_changed(gone):
            total += count
            self.note(count)
        self.note(0)
        return total

    def delete_unfound(self, noun: Any, *conditions: ColumnElement[bool]) -> int:
        """The same where no index leads to the rows: all are looked at, in the order of their ids.

        Each statement looks at a few, so that none takes long, and is committed.
        """
        key = inspect(noun).primary_key[0]
        total, first = 0, db.session.scalar(select(func.min(key)))
        while first is not None:
            self.commit()
            rest = select(key).where(key >= first).order_by(key)
            after = db.session.scalar(rest.offset(SIZE).limit(1))
            these = [key >= first, *([key < after] if after is not None else [])]
            gone = delete(noun).where(*these, *conditions)
            count = rows_changed(gone.execution_options(synchronize_session=False))
            self.note(count)
            total, first = total + count, after
        return total

    def note(self, count: int) -> None:
        """Count rows that were deleted, and commit if there are many."""
        self._uncommitted = (self._uncommitted or 0) + count
        if self._uncommitted >= MOST:
            self.commit()

    def commit(self) -> None:
        """Commit what was looked for and deleted, so that its locks end."""
        if self._uncommitted is not None:
            db.session.commit()
            self._uncommitted = None


def _delete_some(noun: Any, conditions: tuple[ColumnElement[bool], ...]) -> Delete:
    """The statement that deletes some of the rows.

    PostgreSQL is told their places: of keys it takes all of a large table to be looked through.
    """
    if db.engine.dialect.name == "postgresql":
        place: ColumnElement[Any] = literal_column(f'"{noun.__table__.name}".ctid')
        some = select(place).select_from(noun).where(*conditions).limit(SIZE)
        mine = place == any_(func.array(some.correlate(None).scalar_subquery()))
    else:
        key = tuple_(*inspect(noun).primary_key)
        mine = key.in_(select(*inspect(noun).primary_key).where(*conditions).limit(SIZE))
    # The conditions again, for a row that someone changes just now.
    gone = delete(noun).where(mine, *conditions)
    return gone.execution_options(synchronize_session=False)
