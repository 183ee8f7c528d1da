"""The rows of a batch of events, and the statements that write them."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, Table, Update, bindparam, insert, select, update

from app.database import stored_text
from app.database.batches import batches
from app.extensions import db
from app.models.audit.audit_trail import Row
from app.models.events import event_columns
from app.models.events.writing import row_ids
from app.models.events.writing.event_write import EventWrite
from app.models.values.errors import StagedoorError

# Columns that a new event gets once.
_IDENTITY = (
    *("id", "public_id", "team_id", "uid", "slug", "external_ref", "added_via_id", "created_at"),
)
# Columns that every write sets, beside its authors.
_STATE = ("sequence", "change_seq", "updated_at", "deleted_at", "was_shared", "rendered")


class StaleEventError(StagedoorError):
    """An event was written by others since it was read."""


def reserve_ids(count: int) -> list[int]:
    """The ids of so many new events."""
    return row_ids.reserve(db.session.connection(), _table(), count)


def find_taken(team_id: int, slugs: Sequence[str]) -> Iterable[str]:
    """Which of these slugs the team has ever used."""
    table = _table()
    taken = select(table.c.slug).where(table.c.team_id == team_id, table.c.slug.in_(slugs))
    return db.session.connection().scalars(taken)


def store(writes: Sequence[EventWrite], now: int, *, by: Row | None, via: Row | None) -> None:
    """Add and replace the rows; raises StaleEventError."""
    authors = {"updated_by_id": by and by.id, "updated_via_id": via and via.id}
    rows: dict[str, list[dict[str, Any]]] = {"add": [], "change": [], "state": []}
    for write in writes:
        row = {name: getattr(write, name) for name in _STATE} | authors
        if write.has_content:
            row |= event_columns.values_of(write.details, now)
            row["picture_id"] = write.picture_id
        if write.former is None:
            row |= {name: getattr(write, name) for name in _IDENTITY}
            rows["add"].append(row)
        else:
            row |= {"number": write.id, "seen": write.former.change_seq}
            rows["change" if write.has_content else "state"].append(row)
    insert_rows, update_rows = _statements()
    _run(insert_rows, rows["add"])
    for kind in ("change", "state"):
        if _run(update_rows, rows[kind]) != len(rows[kind]):
            raise StaleEventError


def _run(statement: Insert | Update, rows: list[dict[str, Any]]) -> int:
    """Run it for all rows, which have the same columns; how many rows it changed."""
    stored_text.check_lengths(_table(), rows)
    connection = db.session.connection()
    return sum(connection.execute(statement, some).rowcount for some in batches(rows))


@cache
def _statements() -> tuple[Insert, Update]:
    """The INSERT, and the UPDATE of a row that is still as it was read; of any columns."""
    table = _table()
    is_same = table.c.id == bindparam("number"), table.c.change_seq == bindparam("seen")
    return insert(table), update(table).where(*is_same)


def _table() -> Table:
    return db.metadata.tables["event"]
