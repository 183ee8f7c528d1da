"""A write-behind buffer: entries are collected in memory and written together after a delay.

So a request that only reads writes nothing. The rest is written when the process ends; a killed
process loses at most the entries of ``FLUSH_INTERVAL``.
"""

import os
import threading
import weakref
from multiprocessing.util import Finalize
from typing import Any, ClassVar, Self

import structlog
from flask import current_app
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, SQLAlchemyError

from app.config import settings
from app.database.stored_text import UnstorableTextError
from app.extensions import db

log = structlog.get_logger("stagedoor")
USUAL_FAILURES = 2  # in a row: the database is busy at times, and the next try succeeds


class Deferred:
    """The buffer of one process. A subclass takes, stores and puts back its entries."""

    name: ClassVar[str]  # in the log and in the app's extensions

    def __init__(self, engine: Engine, delay: float) -> None:
        """Write to ``engine``'s database, ``delay`` seconds after the first entry."""
        self._engine, self._delay = engine, delay
        self._process = os.getpid()
        self._lock = threading.Lock()
        # Held while writing, so that the end of the process waits for a running timer.
        self._writing = threading.Lock()
        self._timer: threading.Timer | None = None
        self._failures = 0  # in a row

    @classmethod
    def of_app(cls) -> Self:
        """Return the current app's buffer in this process."""
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy costs more
        buffer: Self | None = app.extensions.get(cls.name)
        if buffer is None or buffer.is_inherited:
            delay = settings().flush_interval
            buffer = app.extensions[cls.name] = cls(db.engine, delay)
            # Unlike ``atexit``, this also runs at the end of a server's worker process.
            Finalize(None, _write_last, [weakref.ref(buffer)], exitpriority=10)
        return buffer

    @property
    def is_inherited(self) -> bool:
        """Whether it was made before a fork, which copies neither threads nor their locks."""
        return self._process != os.getpid()

    def write(self, *, is_last: bool = False) -> None:
        """Write all entries now; keep them for later when the database fails.

        Entries that the database refuses for their values are dropped. ``is_last`` says that the
        process ends.
        """
        with self._writing:
            with self._lock:
                taken, self._timer = self._take(), None
            if not taken:
                return
            try:
                with self._engine.execution_options(writes=True).begin() as connection:
                    self._store(connection, taken)
                self._failures = 0
            except (DataError, UnstorableTextError) as error:
                # No later try would do better, and what comes after must not wait behind it.
                log.error(f"{self.name} dropped", error=type(error).__name__)
            except SQLAlchemyError as error:
                self._failures += 1
                self._report(error, is_last=is_last)
                with self._lock:
                    self._put_back(taken)
                    self._set_timer()

    def _report(self, error: SQLAlchemyError, *, is_last: bool) -> None:
        """Log what failed, as a warning only where it does not pass by itself."""
        facts = {"error": type(error).__name__, "failures": self._failures}
        if is_last or self._failures > USUAL_FAILURES:
            log.warning(f"{self.name} not written", **facts)
        else:
            log.info(f"{self.name} not written yet", **facts)

    def _take(self) -> Any:
        """Return all entries and empty the buffer; a false value when there are none."""
        raise NotImplementedError

    def _store(self, connection: Connection, taken: Any) -> None:
        """Write the entries, sorted: in another order, two processes could deadlock."""
        raise NotImplementedError

    def _put_back(self, taken: Any) -> None:
        """Add the entries to those that have come since."""
        raise NotImplementedError

    def _set_timer(self) -> None:
        """Write the entries later; the caller holds the lock."""
        if self._timer is None:
            # A weak reference, so that the timer does nothing once the app is gone.
            self._timer = threading.Timer(self._delay, _write_later, [weakref.ref(self)])
            self._timer.daemon = True
            self._timer.start()


def _write_later(reference: "weakref.ref[Deferred]") -> None:
    buffer = reference()
    if buffer is not None and not buffer.is_inherited:
        buffer.write()


def _write_last(reference: "weakref.ref[Deferred]") -> None:
    buffer = reference()
    if buffer is not None and not buffer.is_inherited:
        buffer.write(is_last=True)
