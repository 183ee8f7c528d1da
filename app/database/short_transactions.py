"""Short transactions: a few plain statements on the thread's own connection, past the session.

What they depend on is read before, by hot reads, so that the lock of SQLite's only writer and the
rows' locks last no longer than the statements. Each statement says in its condition what must still
be true.
"""

import re
from functools import lru_cache
from time import perf_counter
from typing import Any, NamedTuple, Self

from app.database import hot_reads, statement_times


class LostError(Exception):
    """What was read is no longer true; the transaction is rolled back."""


class Statement:
    """A statement with ``:name`` parameters. ``locks`` is added on PostgreSQL."""

    def __init__(self, sql: str, *, locks: str = "") -> None:
        self._in_style = {
            "qmark": sql,  # of SQLite, which takes names as well, and has one writer at a time
            "pyformat": re.sub(r":(\w+)", r"%(\1)s", f"{sql} {locks}"),
        }

    def text(self, paramstyle: str) -> str:
        """Return it as the driver takes it."""
        return self._in_style[paramstyle]


class Step(NamedTuple):
    """A statement with its values."""

    statement: Statement
    values: dict[str, Any]


class ShortTransaction:
    """A writing transaction for a ``with`` statement, committed at its end.

    Never use the session within. Raises SQLAlchemy's DBAPIError.
    """

    def __init__(self) -> None:
        self._reads = hot_reads.of_app()
        self._paramstyle = self._reads.paramstyle
        self._texts = ["BEGIN"]  # of its statements, which are timed together

    def __enter__(self) -> Self:
        """Begin."""
        self._began = perf_counter()
        try:
            self._connection = self._reads.begin()
        except self._reads.driver_error as error:
            raise self._reads.translated(error) from error
        self._cursor = self._connection.cursor
        return self

    def __exit__(self, _kind: Any, error: BaseException | None, _traceback: Any) -> None:
        """Commit, or roll back after an error."""
        try:
            if error is None:
                self._cursor.execute("COMMIT")
        except self._reads.driver_error as failure:
            error = failure
        statement_times.note("; ".join(self._texts), self._began)
        if error is None:
            return
        self._connection.roll_back()
        if isinstance(error, self._reads.driver_error):
            raise self._reads.translated(error) from error

    def run(self, statement: Statement, /, **values: Any) -> int:
        """Return how many rows the statement changed."""
        self._texts.append(text := statement.text(self._paramstyle))
        count: int = self._cursor.execute(text, values).rowcount
        return count

    def add(self, step: Step) -> None:
        """Run a statement that changes whatever it changes."""
        self.run(step.statement, **step.values)

    def change(self, statement: Statement, /, **values: Any) -> None:
        """Run a conditional UPDATE of one row; raises LostError if its condition fails."""
        if self.run(statement, **values) != 1:
            raise LostError

    def row(self, statement: Statement, /, **values: Any) -> Any:
        """Return the first row that the statement selects or returns; None without any."""
        self._texts.append(text := statement.text(self._paramstyle))
        return self._cursor.execute(text, values).fetchone()


def run_together(*steps: Step) -> None:
    """Run statements in a transaction; none depends on another, and a name has one value in all.

    On PostgreSQL they are one statement, which is a transaction of its own: BEGIN, COMMIT and a
    statement cost 200 µs there. Raises SQLAlchemy's DBAPIError.
    """
    values: dict[str, Any] = {}
    for step in steps:
        if len(values.keys() & step.values) != len(values.items() & step.values.items()):
            raise ValueError("A name has two values.")
        values |= step.values
    reads = hot_reads.of_app()
    if reads.paramstyle == "pyformat":
        reads.write(_as_one(tuple(step.statement for step in steps)), values)
        return
    with ShortTransaction() as transaction:  # an INSERT cannot be a part of another on SQLite
        for step in steps:
            transaction.add(step)


@lru_cache(maxsize=64)
def _as_one(statements: tuple[Statement, ...]) -> str:
    *parts, last = [statement.text("pyformat") for statement in statements]
    named = ", ".join(f"step_{number} AS ({part})" for number, part in enumerate(parts, 1))
    return f"WITH {named} {last}"
