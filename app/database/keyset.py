"""Long lists a page at a time: each page begins behind the last row of the one before.

A page far down costs what the first one does, and rows that come or go meanwhile shift nothing.
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
    """Some rows, and the position behind which the next page begins; None after the last row."""

    rows: Sequence[Row]
    next: Position | None


def read_page(
    found: Select[Any],
    *order: Any,
    after: Position | None = None,
    upwards: bool = False,
    limit: int = PAGE,
) -> Page[Row]:
    """The first ``limit`` rows of ``found`` behind ``after``, in the order of these columns.

    The columns are whole numbers and tell any two rows apart; downwards the greatest come first.
    A position that can be none in this list is the start.
    """
    if after is not None and _fits(after, order):
        here = tuple_(*order)
        found = found.where(here > after if upwards else here < after)
    ordered = found.order_by(*(column.asc() if upwards else column.desc() for column in order))
    rows = db.session.scalars(ordered.limit(limit + 1)).all()
    if len(rows) <= limit:
        return Page(rows, None)
    last = rows[limit - 1]
    return Page(rows[:limit], tuple(getattr(last, column.key) for column in order))


def _fits(after: Position, order: Sequence[Any]) -> bool:
    # PostgreSQL refuses to compare a column with a number that it could not hold.
    bits = [63 if isinstance(column.type, BigInteger) else 31 for column in order]
    return len(after) == len(bits) and all(
        abs(n) < 1 << b for n, b in zip(after, bits, strict=True)
    )


def count_up_to(found: Select[Any], limit: int) -> int:
    """How many rows there are, or ``limit`` when there are so many or more."""
    return len(db.session.execute(found.limit(limit)).all())
