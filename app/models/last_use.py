"""When grants and credentials were last used: noted in memory, written a few seconds later.

So a request that only reads writes nothing. A process that is killed loses the last seconds of it.
"""

import os
import threading
import weakref
from collections.abc import Iterable
from multiprocessing.util import Finalize
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import Engine, Table, bindparam, or_, update
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.models import clock

DELAY = 3.0  # seconds between a use and its being written
MAX_NOTES = 50_000  # rows; what is more waits for its next use
_KEY = "last_use"

log = structlog.get_logger("stagedoor")


def mark(model: Any, row_id: int) -> None:
    """Note that the row of ``model``, which has ``last_used_at``, is used now."""
    _notes().add(model.__table__, row_id, clock.now())


def flush() -> None:
    """Write what was noted for the current app."""
    _notes().write()


class Notes:
    """The uses that one process has seen and not yet written."""

    def __init__(self, engine: Engine) -> None:
        """Write to ``engine``'s database."""
        self._engine = engine
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._used: dict[tuple[Table, int], int] = {}
        self._timer: threading.Timer | None = None

    @property
    def is_inherited(self) -> bool:
        """Whether another process made them: a fork copies neither threads nor their locks."""
        return self._process != os.getpid()

    def add(self, table: Table, row_id: int, at: int) -> None:
        """Note a use; the first one sets the timer."""
        with self._lock:
            key = (table, row_id)
            if key in self._used or len(self._used) < MAX_NOTES:
                self._used[key] = max(at, self._used.get(key, 0))
            self._set_timer()

    def write(self) -> None:
        """Write all of them now, or keep them for later when the database cannot."""
        with self._lock:
            used, self._used, self._timer = self._used, {}, None
        try:
            self._update(used)
        except SQLAlchemyError as error:
            log.warning("last use not written", error=type(error).__name__)
            for (table, row_id), at in used.items():
                self.add(table, row_id, at)

    def _set_timer(self) -> None:
        if self._timer is None:
            # Weak, so that the timer of an app that is gone finds nothing to do.
            self._timer = threading.Timer(DELAY, _write_later, [weakref.ref(self)])
            self._timer.daemon = True
            self._timer.start()

    def _update(self, used: dict[tuple[Table, int], int]) -> None:
        if not used:
            return
        with self._engine.execution_options(writes=True).begin() as connection:
            for table in sorted({table for table, _row_id in used}, key=lambda table: table.name):
                # In one order in every process, or two would wait for each other's rows.
                rows = sorted((row, at) for (other, row), at in used.items() if other is table)
                connection.execute(_later(table), _parameters(rows))


def _parameters(rows: Iterable[tuple[int, int]]) -> list[dict[str, int]]:
    return [{"row_id": row_id, "at": at} for row_id, at in rows]


def _later(table: Table) -> Any:
    """Set ``last_used_at``, never back: another process may have seen a later use."""
    before = or_(table.c.last_used_at.is_(None), table.c.last_used_at < bindparam("at"))
    named = update(table).where(table.c.id == bindparam("row_id"), before)
    return named.values(last_used_at=bindparam("at"))


def _notes() -> Notes:
    notes: Notes | None = current_app.extensions.get(_KEY)
    if notes is None or notes.is_inherited:
        notes = current_app.extensions[_KEY] = Notes(db.engine)
        # Runs at the end of a server's worker process too, which ``atexit`` may not.
        Finalize(None, _write_later, [weakref.ref(notes)], exitpriority=10)
    return notes


def _write_later(reference: "weakref.ref[Notes]") -> None:
    notes = reference()
    if notes is not None and not notes.is_inherited:
        notes.write()
