"""Notices that PostgreSQL does not answer at all, and ends what waits for it.

Statements have time limits in the server. But a network that swallows packets, or a frozen proxy,
leaves a thread waiting for what never comes; soon all threads of a process would. So one thread
looks whether connections have been waiting, asks the database itself, and cuts all connections when
there is no answer. Until it answers again, new ones are refused at once: callers get 503.
"""

import os
import select
import socket
import time
from contextlib import closing, suppress
from threading import Lock, Thread
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import structlog
from sqlalchemy import Engine, event

from app.database.postgresql import pooler

LOOK = 0.5  # seconds between two looks; what waits at two of them is worth a question
ANSWER = 2.0  # seconds in which a database answers, also on a busy machine
# Through a pooler the question waits for a session, behind statements of up to 15 seconds.
THROUGH_A_POOLER = 20.0  # seconds
CONNECT = 2  # seconds; the least that libpq waits

log = structlog.get_logger("stagedoor")


class Pulse:
    """The connections of one process to one database."""

    def __init__(self, engine: Engine) -> None:
        """Watch what ``engine`` connects to; the thread starts with the first connection."""
        self._engine = engine
        self._driver: Any = engine.dialect.loaded_dbapi
        self._lock = Lock()
        self._peers: WeakKeyDictionary[Any, object] = WeakKeyDictionary()
        self._waiting: WeakSet[Any] = WeakSet()  # at the last look
        self._own: Any = None  # the connection with which it asks
        self._process = 0
        self._turn = 0  # of the thread that watches; another number ends it
        self.is_away = False

    def stop(self) -> None:
        """Watch nothing more; the next connection begins again."""
        with self._lock:
            self._turn, self._process, self.is_away = self._turn + 1, 0, False
            self._peers, self._waiting = WeakKeyDictionary(), WeakSet()
        self._give_up_own()

    def require(self) -> None:
        """Raise the driver's OperationalError while the database does not answer."""
        if self.is_away and self._process == os.getpid():
            raise self._driver.OperationalError("the database does not answer")

    def watch(self, connection: Any) -> None:
        """Cut this connection when the database does not answer."""
        with suppress(OSError, self._driver.Error), closing(_socket_of(connection)) as end:
            self._note(connection, end.getpeername())

    def _note(self, connection: Any, peer: object) -> None:
        with self._lock:
            if self._process != os.getpid():
                self._begin()
            self._peers[connection] = peer

    def _begin(self) -> None:
        """Start in this process, which does not have its parent's thread and connections."""
        self._process, self.is_away, self._own = os.getpid(), False, None
        self._peers, self._waiting = WeakKeyDictionary(), WeakSet()
        self._turn += 1
        Thread(target=self._run, args=(self._turn,), name="database-pulse", daemon=True).start()

    def _run(self, turn: int) -> None:
        while turn == self._turn:
            began = time.monotonic()
            time.sleep(LOOK)
            if time.monotonic() - began > 2 * LOOK:
                continue  # it is this machine that is slow
            try:
                self._look(turn)
            except Exception as error:  # whatever it is, threads must not wait for good
                log.exception("pulse failed", error=type(error).__name__)

    def _look(self, turn: int) -> None:
        before, self._waiting = (
            self._waiting,
            WeakSet(each for each in self._list() if _is_waiting(each, self._driver)),
        )
        # A statement may take long, such as that of a migration: only silence is cut off.
        if before & self._waiting and not self._answers():
            self._refuse_until_it_answers(turn)

    def _refuse_until_it_answers(self, turn: int) -> None:
        if turn != self._turn:
            return
        self.is_away = True
        log.error("database does not answer")
        for connection in self._list():
            self._cut(connection)
        while turn == self._turn and not self._answers():
            time.sleep(LOOK)
        if turn == self._turn:
            self.is_away = False
            log.warning("database answers again")

    def _list(self) -> list[Any]:
        with self._lock:
            return list(self._peers)

    def _answers(self) -> bool:
        """Whether the database answers a question, if need be on a new connection."""
        own, patience = self._own, self._patience()
        if own is not None and _ask(own, self._driver, patience):
            return True
        self._give_up_own()
        arguments, options = self._engine.dialect.create_connect_args(self._engine.url)
        options["connect_timeout"] = CONNECT
        try:
            self._own = own = self._driver.connect(*arguments, **options, autocommit=True)
        except self._driver.Error:
            return False
        return _ask(own, self._driver, patience)

    def _patience(self) -> float:
        return THROUGH_A_POOLER if any(map(pooler.was_between, self._list())) else ANSWER

    def _give_up_own(self) -> None:
        own, self._own = self._own, None
        if own is not None:
            with suppress(self._driver.Error, OSError):
                own.close()

    def _cut(self, connection: Any) -> None:
        """End it below the driver, whose thread then wakes up with an error."""
        with suppress(OSError, self._driver.Error), closing(_socket_of(connection)) as end:
            # The number may be another file's by now.
            if end.getpeername() == self._peers.get(connection):
                end.shutdown(socket.SHUT_RDWR)


def watch_engine(engine: Engine) -> None:
    """Watch all connections of a PostgreSQL engine."""
    if engine.dialect.name != "postgresql":
        return
    pulse = Pulse(engine)
    event.listen(engine, "do_connect", lambda *_arguments: pulse.require())
    event.listen(engine, "connect", lambda connection, _record: pulse.watch(connection))
    event.listen(engine, "engine_disposed", lambda _engine: pulse.stop())


def _socket_of(connection: Any) -> socket.socket:
    """A second descriptor of the connection's socket, to be closed."""
    return socket.socket(fileno=os.dup(connection.pgconn.socket))


def _is_waiting(connection: Any, driver: Any) -> bool:
    """Whether it waits for the answer to a statement."""
    return bool(connection.pgconn.transaction_status == driver.pq.TransactionStatus.ACTIVE)


def _ask(connection: Any, driver: Any, seconds: float) -> bool:
    """Whether the database answers on this connection in time."""
    raw, end = connection.pgconn, time.monotonic() + seconds
    try:
        raw.send_query(b"SELECT 1")
        raw.flush()
        while raw.is_busy():
            # Once more at the end: the answer may have come while this thread had to wait.
            left = max(0, end - time.monotonic())
            if not select.select([raw.socket], [], [], left)[0]:
                return False
            raw.consume_input()
        while raw.get_result() is not None:
            pass
    except (driver.Error, OSError, ValueError):
        return False
    return True
