"""What is noted in memory and written together a few seconds later.

So a request that only reads writes nothing. It is written at the latest when the process ends;
one that is killed loses what it had noted since ``FLUSH_INTERVAL``.
"""

import os
import threading
import weakref
from multiprocessing.util import Finalize
from typing import Any, ClassVar, Self

import structlog
from flask import current_app
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from app.config import settings
from app.extensions import db

log = structlog.get_logger("stagedoor")


class Deferred:
    """The notes of one process. A subclass says how they are taken, stored and put back."""

    name: ClassVar[str]  # of the notes, in the log and among the app's extensions

    def __init__(self, engine: Engine, delay: float) -> None:
        """Write to ``engine``'s database, ``delay`` seconds after the first note."""
        self._engine, self._delay = engine, delay
        self._process = os.getpid()
        self._lock = threading.Lock()
        # Held while writing: the end of the process waits for a timer that is at it.
        self._writing = threading.Lock()
        self._timer: threading.Timer | None = None

    @classmethod
    def of_app(cls) -> Self:
        """The current app's, in this process."""
        notes: Self | None = current_app.extensions.get(cls.name)
        if notes is None or notes.is_inherited:
            delay = settings().flush_interval
            notes = current_app.extensions[cls.name] = cls(db.engine, delay)
            # Runs at the end of a server's worker process too, which ``atexit`` may not.
            Finalize(None, _write_later, [weakref.ref(notes)], exitpriority=10)
        return notes

    @property
    def is_inherited(self) -> bool:
        """Whether another process made them: a fork copies neither threads nor their locks."""
        return self._process != os.getpid()

    def write(self) -> None:
        """Write all of them now, or keep them for later when the database cannot."""
        with self._writing:
            with self._lock:
                taken, self._timer = self._take(), None
            if not taken:
                return
            try:
                with self._engine.execution_options(writes=True).begin() as connection:
                    self._store(connection, taken)
            except SQLAlchemyError as error:
                log.warning(f"{self.name} not written", error=type(error).__name__)
                with self._lock:
                    self._put_back(taken)
                    self._set_timer()

    def _take(self) -> Any:
        """Everything noted, which is forgotten here; false when there is nothing."""
        raise NotImplementedError

    def _store(self, connection: Connection, taken: Any) -> None:
        """Write it, in an order that is the same in every process, or two would wait for each
        other's rows.
        """
        raise NotImplementedError

    def _put_back(self, taken: Any) -> None:
        """Note it again, beside what came meanwhile."""
        raise NotImplementedError

    def _set_timer(self) -> None:
        """Have it written later; the caller holds the lock."""
        if self._timer is None:
            # Weak, so that the timer of an app that is gone finds nothing to do.
            self._timer = threading.Timer(self._delay, _write_later, [weakref.ref(self)])
            self._timer.daemon = True
            self._timer.start()


def _write_later(reference: "weakref.ref[Deferred]") -> None:
    notes = reference()
    if notes is not None and not notes.is_inherited:
        notes.write()
