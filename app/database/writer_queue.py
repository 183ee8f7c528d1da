"""Where requests wait for SQLite's one writer: so many that others still find a thread."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from app.cap import BusyError

PATIENCE = 2.5  # seconds in which a place becomes free, unless the lock is held for long


class WriterQueue:
    """Places in which threads of one process wait; a transaction that has begun holds none."""

    def __init__(self, places: int) -> None:
        self._places, self._lock = BoundedSemaphore(places), Lock()
        self._since: dict[object, float] = {}

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place for the block; raises BusyError when others have waited for long."""
        if not self._places.acquire(timeout=0.001 if self._is_stuck() else PATIENCE):
            raise BusyError
        ticket = object()
        try:
            with self._lock:
                self._since[ticket] = time.monotonic()
            yield
        finally:
            with self._lock:
                del self._since[ticket]
            self._places.release()

    def _is_stuck(self) -> bool:
        """Whether another program holds the lock for longer than any writer of ours."""
        with self._lock:
            oldest = min(self._since.values(), default=None)
        return oldest is not None and time.monotonic() - oldest > PATIENCE
