"""The last use of grants and credentials: a write-behind buffer, written every few seconds.

For grants it includes the address and agent, which the user who authorized the app can see, and
the last use of their app.
"""

from typing import Any

from sqlalchemy import Connection, Table, bindparam, or_, update

from app.database.write_behind import Deferred
from app.models.audit import origin
from app.models.audit.origin import Origin
from app.models.grants import connection_total
from app.models.grants.grant import Grant
from app.models.values import clock

MAX_NOTES = 50_000  # rows held in memory; uses of further rows are dropped


def mark(model: Any, row_id: int) -> None:
    """Record that this row of ``model``, which has ``last_used_at``, is used now."""
    LastUses.of_app().add(model.__table__, row_id, clock.now())


def flush() -> None:
    """Write the uses recorded for the current app."""
    LastUses.of_app().write()


class LastUses(Deferred):
    """The uses that this process has recorded and not yet written."""

    name = "last use"

    def __init__(self, *where: Any) -> None:
        super().__init__(*where)
        self._used: dict[tuple[Table, int], tuple[int, Origin]] = {}

    def add(self, table: Table, row_id: int, at: int) -> None:
        """Record a use; the first one starts the timer."""
        with self._lock:
            self._note((table, row_id), (at, origin.current()))
            self._set_timer()

    def _note(self, key: tuple[Table, int], use: tuple[int, Origin]) -> None:
        earlier = self._used.get(key)
        if earlier is None and len(self._used) >= MAX_NOTES:
            return
        if earlier is None or earlier[0] <= use[0]:
            self._used[key] = use

    def _take(self) -> dict[tuple[Table, int], tuple[int, Origin]]:
        taken, self._used = self._used, {}
        return taken

    def _put_back(self, taken: dict[tuple[Table, int], tuple[int, Origin]]) -> None:
        for key, use in taken.items():
            self._note(key, use)

    def _store(
        self, connection: Connection, taken: dict[tuple[Table, int], tuple[int, Origin]]
    ) -> None:
        for table in sorted({table for table, _row_id in taken}, key=lambda table: table.name):
            rows = sorted((row, *use) for (other, row), use in taken.items() if other is table)
            connection.execute(_later(table), [_parameters(table, *row) for row in rows])
            if table is Grant.__table__:
                connection_total.note_uses(connection, {row[0]: row[1] for row in rows})


def _parameters(table: Table, row_id: int, at: int, source: Origin) -> dict[str, Any]:
    values: dict[str, Any] = {"row_id": row_id, "at": at}
    if "last_used_address" in table.c:
        values |= {"address": source.address[:64], "agent": source.agent[:200]}
    return values


def _later(table: Table) -> Any:
    """Set ``last_used_at`` unless another process has recorded a later use."""
    before = or_(table.c.last_used_at.is_(None), table.c.last_used_at < bindparam("at"))
    values: dict[str, Any] = {"last_used_at": bindparam("at")}
    if "last_used_address" in table.c:
        values |= {"last_used_address": bindparam("address"), "last_used_agent": bindparam("agent")}
    return update(table).where(table.c.id == bindparam("row_id"), before).values(values)
