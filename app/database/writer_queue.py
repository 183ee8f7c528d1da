"""Where requests wait for SQLite's one writer: in a line, the first one first.

SQLite itself has no line. Who waits looks again and again, ever more seldom, so that those who have
just come get the lock before one who waits for long.
"""

import fcntl
import os
import time
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock

from app.cap import BusyError

PATIENCE = 2.5  # seconds in which one of many writers gets the lock, unless a stranger holds it
LONGEST = 5.0  # seconds for a place, as long as SQLite waits for its lock
LOOK = 0.05  # seconds
PAUSE = 0.002  # seconds between two looks at the turn of processes


class WriterQueue:
    """The place in which one thread waits for SQLite; no transaction that has begun holds it."""

    def __init__(self, folder: str = "") -> None:
        """``folder`` is the database's, where its processes meet; without one this is the only."""
        self._is_free, self._lock = True, Lock()
        self._line: deque[Lock] = deque()
        self._turn = ProcessTurn(folder) if folder else None
        self._since: float | None = None  # when the one in the place came
        self._last_success = 0.0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold the place for the block; raises BusyError when no writer gets the lock for long."""
        self._enter()
        try:
            self._since = time.monotonic()
            if self._turn is None:
                yield
            else:
                with self._turn.taken():
                    yield
            self._last_success = time.monotonic()
        finally:
            self._since = None
            self._leave()

    def _enter(self) -> None:
        """Wait in the line for the place."""
        with self._lock:
            if self._is_free:
                self._is_free = False
                return
            called = Lock()
            called.acquire()
            self._line.append(called)
        end = time.monotonic() + LONGEST
        while not called.acquire(timeout=LOOK):
            if (self._is_stuck() or time.monotonic() > end) and self._gives_up(called):
                raise BusyError

    def _gives_up(self, called: Lock) -> bool:
        """Whether it has left the line; False when its place came at this moment."""
        with self._lock:
            is_waiting = called in self._line
            if is_waiting:
                self._line.remove(called)
        return is_waiting

    def _leave(self) -> None:
        """Pass the place on to the first one in the line."""
        with self._lock:
            if self._line:
                self._line.popleft().release()
            else:
                self._is_free = True

    def _is_stuck(self) -> bool:
        """Whether the place waits for a lock that no writer of ours gets: another program's."""
        since = self._since
        return since is not None and time.monotonic() - max(since, self._last_success) > PATIENCE


class ProcessTurn:
    """The turn of one process among those of a database, by a lock on the database's folder.

    The kernel releases it when the process ends, however that happens.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._process, self._file = 0, -1

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have the turn for the block; raises BusyError when it does not come for long."""
        file = self._open()
        end = time.monotonic() + PATIENCE
        while not _is_locked(file):
            if time.monotonic() > end:
                raise BusyError
            time.sleep(PAUSE)
        try:
            yield
        finally:
            _unlock(file)

    def _open(self) -> int:
        if self._process != os.getpid():  # a fork shares the open file with its parent
            self._file, self._process = os.open(self._folder, os.O_RDONLY), os.getpid()
            weakref.finalize(self, os.close, self._file)
        return self._file


def _is_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without such locks: SQLite's own has to do
        return True
    return True


def _unlock(file: int) -> None:
    with suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_UN)
