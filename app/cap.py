"""A cap: how much of one kind of work this process does at once; more is refused immediately."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore


class BusyError(Exception):
    """All places are taken: doors answer 503, and the caller may retry in ``RETRY_SECONDS``."""

    RETRY_SECONDS = 2


class Cap(BoundedSemaphore):
    """Places for one kind of work, each of which holds a thread for as long as a caller likes."""

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place for the block; raises BusyError, without waiting, when there is none."""
        if not self.acquire(blocking=False):
            raise BusyError
        try:
            yield
        finally:
            self.release()
