"""All calls ever by their kind, for counters of the metrics that never go down.

Processes add rows of what they counted; a task of the worker, and each purge, adds those up. So no
two processes wait for the row of a kind. Reading adds what is not added up yet.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, String, delete, func, select, union_all
from sqlalchemy.orm import Mapped, mapped_column

from app.database.transactions import rows_changed
from app.extensions import db
from app.models.usage.usage import SUMS, TOOK, Sums, UsageIncrement, add_sums

AT_ONCE = 5_000  # increments that one transaction adds
NONE = [0] * len(SUMS)
_KEY = ("endpoint", "status")


class UsageTotal(Sums, db.Model):
    """The calls of one kind."""

    __tablename__ = "usage_total"

    endpoint: Mapped[str] = mapped_column(String(60), primary_key=True)
    status: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


def add_up() -> bool:
    """Move increments into the totals; False when there were none. The caller commits.

    Two who do so at once take different increments.
    """
    columns = (UsageIncrement.id, *(getattr(UsageIncrement, name) for name in (*_KEY, *SUMS)))
    some = select(*columns).order_by(UsageIncrement.id).limit(AT_ONCE)
    rows = db.session.execute(some.with_for_update(skip_locked=True)).all()
    if rows:
        taken = UsageIncrement.id.in_([row.id for row in rows])
        rows_changed(delete(UsageIncrement).where(taken))
        add_sums(db.session.connection(), UsageTotal, _KEY, _by_kind(rows))
    return bool(rows)


def read() -> list[tuple[str, int, int, tuple[int, ...]]]:
    """Return (endpoint, status, milliseconds, histogram of durations) of all calls ever."""
    names = (*_KEY, "milliseconds", *TOOK)
    # In one statement, which sees no increment twice while they are moved.
    parts = (select(*(getattr(noun, n) for n in names)) for noun in (UsageTotal, UsageIncrement))
    both = union_all(*parts).subquery()
    sums = (func.sum(both.c[name]) for name in names[2:])
    key = both.c.endpoint, both.c.status
    rows = db.session.execute(select(*key, *sums).group_by(*key).order_by(*key))
    return [(row[0], row[1], int(row[2]), tuple(map(int, row[3:]))) for row in rows]


def _by_kind(rows: Sequence[Row[Any]]) -> dict[tuple[str, int], list[int]]:
    kinds: dict[tuple[str, int], list[int]] = {}
    for row in rows:
        kind = row.endpoint, row.status
        sums: tuple[int, ...] = tuple(row)[3:]
        kinds[kind] = [a + b for a, b in zip(kinds.get(kind, NONE), sums, strict=True)]
    return kinds
