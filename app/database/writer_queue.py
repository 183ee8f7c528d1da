"""Where requests wait for SQLite's one writer: so many that others still find a thread."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from app.cap import BusyError

PATIENCE = 2.5  # seconds in which one of many writers gets the lock, unless a stranger holds it
LONGEST = 5.0  # seconds for a place, as long as SQLite waits for its lock
LOOK = 0.05  # seconds


class WriterQueue:
    """Places in which threads of one process wait; a transaction that has begun holds none."""

    def __init__(self, places: int) -> None:
        self._places, self._lock = BoundedSemaphore(places), Lock()
        self._since: dict[object, float] = {}
        self._last_success = 0.0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place for the block; raises BusyError when no writer gets the lock for long."""
        end = time.monotonic() + LONGEST
        while not self._places.acquire(timeout=LOOK):
            if self._is_stuck() or time.monotonic() > end:
                raise BusyError
        ticket = object()
        try:
            with self._lock:
                self._since[ticket] = time.monotonic()
            yield
            self._last_success = time.monotonic()
        finally:
            with self._lock:
                del self._since[ticket]
            self._places.release()

    def _is_stuck(self) -> bool:
        """Whether all places wait for a lock that no writer of ours gets: another program's."""
        with self._lock:
            oldest = min(self._since.values(), default=None)
        if oldest is None:
            return False
        return time.monotonic() - max(oldest, self._last_success) > PATIENCE
