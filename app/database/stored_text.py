"""The last check of text before the database: both engines refuse the same.

PostgreSQL takes neither NUL nor more than a column's length, SQLite takes both. Doors check their
values themselves and name the field; this keeps a forgotten one from being stored or from failing.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Engine, String, Table, event
from sqlalchemy.orm import Mapper, Session, object_mapper

from app.extensions import db


class UnstorableTextError(ValueError):
    """A text holds NUL or half of a surrogate pair, or is longer than its column."""


def guard_engine(engine: Engine) -> None:
    """Refuse parameters of statements that are no text."""
    event.listen(engine, "before_cursor_execute", _refuse_parameters)


def _refuse_parameters(
    _connection: Any, _cursor: Any, _statement: str, parameters: Any, *_details: Any
) -> None:
    for row in parameters if isinstance(parameters, list) else (parameters,):
        _refuse_broken(row.values() if isinstance(row, dict) else row)


def _refuse_broken(values: Iterable[Any]) -> None:
    for value in values:
        if isinstance(value, str) and not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise UnstorableTextError("half of a surrogate pair") from None
        if isinstance(value, str) and "\0" in value:
            raise UnstorableTextError("NUL")


def check_lengths(table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Refuse values of ``rows``, which are written without the session, as a flush would.

    Raises UnstorableTextError.
    """
    limits = [(c.name, c.type.length) for c in table.c if isinstance(c.type, String)]
    limited = [(name, length) for name, length in limits if length is not None]
    for row in rows:
        for name, length in limited:
            value = row.get(name)
            if value is not None and len(value) > length:
                raise UnstorableTextError(f"{name} is longer than {length} characters")


@event.listens_for(db.session, "before_flush")
def _refuse_long_values(session: Session, _context: Any, _instances: Any) -> None:
    for row in (*session.new, *session.dirty):
        values = vars(row)
        for name, length in _limits(object_mapper(row)):
            value = values.get(name)
            if isinstance(value, str) and len(value) > length:
                raise UnstorableTextError(f"{name} is longer than {length} characters")


@cache
def _limits(mapper: Mapper[Any]) -> tuple[tuple[str, int], ...]:
    """Attributes of text with the lengths of their columns."""
    columns = ((attr.key, attr.columns[0].type) for attr in mapper.column_attrs)
    return tuple(
        (name, type_.length)
        for name, type_ in columns
        if isinstance(type_, String) and type_.length is not None
    )
