"""Long lists a page at a time: each page begins behind the last row of the one before.

A page far down costs what the first one does, and rows that come or go meanwhile shift nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, tuple_

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
    found: Select[tuple[Row]],
    *order: Any,
    after: Position | None = None,
    upwards: bool = False,
    limit: int = PAGE,
) -> Page[Row]:
    """The first ``limit`` rows of ``found`` behind ``after``, in the order of these columns.

    The columns are whole numbers and tell any two rows apart; downwards the greatest come first.
    """
    if after is not None and len(after) == len(order):
        here = tuple_(*order)
        found = found.where(here > after if upwards else here < after)
    ordered = found.order_by(*(column.asc() if upwards else column.desc() for column in order))
    rows = db.session.scalars(ordered.limit(limit + 1)).all()
    if len(rows) <= limit:
        return Page(rows, None)
    last = rows[limit - 1]
    return Page(rows[:limit], tuple(getattr(last, column.key) for column in order))


def count_up_to(found: Select[Any], limit: int) -> int:
    """How many rows there are, or ``limit`` when there are so many or more."""
    return len(db.session.execute(found.limit(limit)).all())
