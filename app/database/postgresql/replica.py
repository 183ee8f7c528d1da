"""The read replica: it answers the few reads that ask for it here and may lag.

One read is one transaction of the replica, which sees the database as of one moment: the number of
a team's changes and its events belong together, so that no page is kept under a later number.
What the replica cannot answer, the primary does (docs/decisions/0068-what-a-replica-answers.md).
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isfinite
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, TypeVar

import structlog
from flask import Flask, current_app
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from app.config import Settings
from app.database import hot_reads, outages, pulse, statement_times, stored_text
from app.database.engine import engine_options
from app.database.hot_reads import HotReads
from app.database.postgresql import pooler, positions
from app.database.postgresql.lag import Lag
from app.extensions import db

KEY = "replica"
LOOK = 2.0  # seconds between two measurements of one process, at most
PATIENCE = "-c statement_timeout=4000 -c lock_timeout=1000"  # milliseconds; the primary is there

Answer = TypeVar("Answer")
log = structlog.get_logger("stagedoor")


class Replica:
    """The replica of one application, with what this process knows of it."""

    def __init__(self, settings: Settings, primary: HotReads) -> None:
        """Connect when it is first read; the disposal of the primary's engine ends that."""
        self._primary, self._most = primary, float(settings.database_replica_max_lag)
        engine = create_engine(settings.replica_database, **_options(settings))
        pulse.watch_engine(engine)
        pooler.adapt_engine(engine, settings.database_prepared_statements)
        stored_text.guard_engine(engine)
        if settings.slow_request:
            statement_times.register(engine)
        self._own, self.engine = HotReads(engine), engine
        self._snapshots = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._lag, self._lock = Lag(), Lock()
        self._process, self._stopping = 0, Event()
        self._is_used = True
        self.answers: Counter[str] = Counter()  # of this process, by who gave them

    def read(self, answer: Callable[[], Answer], *failures: type[Exception]) -> Answer:
        """Return ``answer()``, which only reads, from the replica if it is current enough.

        After one of ``failures``, or an error of the database, the primary is asked.
        """
        self._watch()
        if self.lag <= self._most:
            try:
                with self._transaction():
                    result = answer()
                self.answers["replica"] += 1
                return result
            except failures:
                pass
            except outages.ERRORS as error:
                log.warning("replica failed", error=type(error).__name__)
                if outages.is_outage(error):
                    self._lag.forget()
        self.answers["primary"] += 1
        return answer()

    @property
    def lag(self) -> float:
        """At most so many seconds old is what it answers; infinity while that is not known."""
        return self._lag.seconds(monotonic())

    def measure(self) -> None:
        """Compare it with the primary; raises SQLAlchemy's DBAPIError."""
        at = monotonic()
        [(position, *origin)] = self._primary.fetch(positions.PRIMARY, {})
        [(replayed, *other)] = self._own.fetch(positions.REPLICA, {})
        if replayed is None or origin != other:
            self._lag.forget()
        else:
            self._lag.note(at, position, replayed)

    def stop(self) -> None:
        """Close what is open; the next read begins again."""
        with self._lock:
            self._process = 0
            self._stopping.set()
        self._lag.forget()
        self.engine.dispose()

    def _watch(self) -> None:
        if self._process == os.getpid():
            return
        with self._lock:
            if self._process == os.getpid():
                return
            # A fork has neither its parent's thread nor its connections.
            if self._process:
                self.engine.dispose(close=False)
            self._lag.forget()
            self._process, self._stopping = os.getpid(), Event()
        Thread(target=self._run, args=(self._stopping,), name="replica-lag", daemon=True).start()

    def _run(self, stopping: Event) -> None:
        while True:
            try:
                self.measure()
            except outages.ERRORS as error:
                log.debug("replica was not measured", error=type(error).__name__)
            self._tell()
            if stopping.wait(min(LOOK, self._most / 3)):
                return

    def _tell(self) -> None:
        """Log when the primary begins to answer for it, and when it ends."""
        is_used, lag = self.lag <= self._most, self.lag
        if is_used != self._is_used:
            self._is_used = is_used
            (log.info if is_used else log.warning)(
                "replica answers again" if is_used else "replica lags",
                seconds=round(lag, 1) if isfinite(lag) else None,  # JSON has no infinity
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Let the session and hot reads of this thread read one snapshot of the replica."""
        sessions = db.session.registry
        former = sessions() if sessions.has() else None
        with self._snapshots.connect() as connection, Session(connection) as session:
            sessions.set(session)  # type: ignore[arg-type]  # it has no binds to choose from
            try:
                driver: Any = connection.connection.driver_connection
                with hot_reads.of_app().reading_by(driver):
                    yield
            finally:
                sessions.clear()
                if former is not None:
                    sessions.set(former)


def register(app: Flask, settings: Settings) -> None:
    """Let the application read from the replica, if there is one; call it in its context."""
    if not settings.database_replica_url:
        return
    replica = app.extensions[KEY] = Replica(settings, hot_reads.of_app())
    event.listen(db.engine, "engine_disposed", lambda _engine: replica.stop())


def find() -> Replica | None:
    """Return the replica of the current app; None without one."""
    replica: Replica | None = current_app.extensions.get(KEY)
    return replica


def _options(settings: Settings) -> dict[str, Any]:
    options: dict[str, Any] = engine_options(settings, settings.replica_database)
    options["connect_args"] |= {"options": PATIENCE}
    # Without a ping: for a connection that has ended the primary answers. No one waits for one.
    return options | {"pool_pre_ping": False, "pool_timeout": 1}
