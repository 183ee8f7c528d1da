"""Changing any number of rows in transactions that are short, so that no one waits for long."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    and_,
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
    """Changes, most of them deletions, that are committed whenever many rows have come together.

    Before rows of another kind are looked for, which may take long, those before are committed.
    Commit after the last one. What the session holds is committed along with them.
    """

    def __init__(self) -> None:
        """Begin with nothing changed."""
        self._uncommitted: int | None = None  # rows; None where nothing was looked for

    def delete(self, noun: Any, *conditions: ColumnElement[bool]) -> int:
        """Delete the rows of ``noun`` that fulfil all ``conditions``; how many."""
        gone = _delete_some(noun, conditions)
        return self.repeat(lambda: rows_changed(gone))

    def repeat(self, change_some: Callable[[], int]) -> int:
        """Call ``change_some``, which returns how many rows it changed, until it finds none.

        Returns how many there were together.
        """
        self.commit()
        total = 0
        while count := change_some():
            total += count
            self.note(count)
        self.note(0)
        return total

    def delete_unfound(self, noun: Any, *conditions: ColumnElement[bool]) -> int:
        """``delete`` where no index leads to the rows: all are looked at, some at a time."""
        total = 0
        for these in slices_of(noun):
            self.commit()
            gone = delete(noun).where(these, *conditions)
            count = rows_changed(gone.execution_options(synchronize_session=False))
            self.note(count)
            total += count
        return total

    def note(self, count: int) -> None:
        """Count rows that were changed, and commit if there are many."""
        self._uncommitted = (self._uncommitted or 0) + count
        if self._uncommitted >= MOST:
            self.commit()

    def commit(self) -> None:
        """Commit what was looked for and changed, so that its locks end."""
        if self._uncommitted is not None:
            db.session.commit()
            self._uncommitted = None


def slices_of(noun: Any) -> Iterator[ColumnElement[bool]]:
    """Conditions each of which finds the next few rows of ``noun`` by their ids, until the last.

    For statements that no index leads to their rows, so that none takes long.
    """
    key = inspect(noun).primary_key[0]
    first = db.session.scalar(select(func.min(key)))
    while first is not None:
        rest = select(key).where(key >= first).order_by(key)
        after = db.session.scalar(rest.offset(SIZE).limit(1))
        yield key >= first if after is None else and_(key >= first, key < after)
        first = after


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
