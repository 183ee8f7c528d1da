"""Keyset pagination: each page begins after the last row of the previous one.

The last page costs as much as the first, and added or removed rows do not shift the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, Select, tuple_

from app.extensions import db

PAGE = 50  # rows
Position = tuple[int, ...]
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows, and the position after which the next page begins; None on the last page."""

    rows: Sequence[Row]
    next: Position | None


def read_page(
    statement: Select[Any],
    *order: Any,
    after: Position | None = None,
    upwards: bool = False,
    limit: int = PAGE,
) -> Page[Row]:
    """Return the first ``limit`` rows of ``statement`` after ``after``, ordered by ``order``.

    These are integer columns, together unique; the greatest come first, unless ``upwards``.
    A position that cannot be one of this list is ignored.
    """
    if after is not None and fits(after, order):
        position = tuple_(*order)
        statement = statement.where(position > after if upwards else position < after)
    ordered = statement.order_by(*(column.asc() if upwards else column.desc() for column in order))
    rows = db.session.scalars(ordered.limit(limit + 1)).all()
    if len(rows) <= limit:
        return Page(rows, None)
    last = rows[limit - 1]
    return Page(rows[:limit], tuple(getattr(last, column.key) for column in order))


def fits(after: Position, order: Sequence[Any]) -> bool:
    """Whether ``after`` can be a position in the order of these integer columns."""
    # PostgreSQL refuses to compare a column with a number that it cannot hold.
    bits = [63 if isinstance(column.type, BigInteger) else 31 for column in order]
    return len(after) == len(bits) and all(
        abs(n) < 1 << b for n, b in zip(after, bits, strict=True)
    )


def count_up_to(statement: Select[Any], limit: int) -> int:
    """Return the number of rows, at most ``limit``."""
    return len(db.session.execute(statement.limit(limit)).all())
