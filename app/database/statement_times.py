"""How long the statements of the present request took, in the thread that answers it.

Only while they are collected: a worker's statements are nobody's to look at.
"""

import threading
from time import perf_counter
from typing import Any, NamedTuple

from sqlalchemy import Engine, event


class Statement(NamedTuple):
    """A statement, without its parameters, and the seconds until the database had executed it."""

    sql: str
    seconds: float


class _Collection(threading.local):
    statements: list[Statement] | None = None


_present = _Collection()


def register(engine: Engine) -> None:
    """Time the statements of the engine."""
    event.listen(engine, "before_cursor_execute", _begin_statement)
    event.listen(engine, "after_cursor_execute", _end_statement)


def collect() -> None:
    """Collect this thread's statements from now on."""
    _present.statements = []


def collected() -> list[Statement]:
    """Return the statements since ``collect``, and collect no further ones."""
    statements, _present.statements = _present.statements, None
    return statements or []


def note(sql: str, started: float) -> None:
    """Collect a statement that was begun at this value of ``perf_counter``, and has ended."""
    if _present.statements is not None:
        _present.statements.append(Statement(sql, perf_counter() - started))


def _begin_statement(
    _connection: Any, _cursor: Any, _sql: Any, _values: Any, context: Any, _many: Any
) -> None:
    context.started = perf_counter()


def _end_statement(
    _connection: Any, _cursor: Any, sql: str, _values: Any, context: Any, _many: Any
) -> None:
    note(sql, context.started)
