"""Counters of callers in fixed windows: in Redis for all processes, else in this one.

A window that has yet to begin is as good as over: the clock was set back, perhaps by a day, for
which no one shall be locked out.
"""

import time
from threading import Lock

from flask import current_app

KEY = "counts"
SWEEP = 60.0  # seconds between two searches for windows that have ended
STEP = 1.0  # seconds by which clocks are corrected all the time
NONE = (0.0, 0.0, 0)  # no window


class Counts:
    """The counts of one process."""

    def __init__(self) -> None:
        """Start empty."""
        # When each began and ends, and its count.
        self._windows: dict[str, tuple[float, float, int]] = {}
        self._lock = Lock()
        self._sweep_at = 0.0

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add ``amount``; the first one starts a window of ``expiry`` seconds. The new count."""
        now = time.time()
        with self._lock:
            begun_at, ends_at, count = self._windows.get(key, NONE)
            if not begun_at - STEP <= now < ends_at:
                if not self._sweep_at - SWEEP <= now < self._sweep_at:
                    self._sweep(now)
                begun_at, ends_at, count = now, now + expiry, 0
            self._windows[key] = begun_at, ends_at, count + amount
        return count + amount

    def incr_in_batches(self, key: str, expiry: int, limit: int, amount: int = 1) -> int:
        """The same under a key that is not used again; shared ones may lag (batched_counts.py)."""
        return self.incr(key, expiry, amount)

    def get(self, key: str) -> int:
        """The count."""
        begun_at, ends_at, count = self._windows.get(key, NONE)
        return count if begun_at - STEP <= time.time() < ends_at else 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, in epoch seconds; now when there is none."""
        begun_at, ends_at, _count = self._windows.get(key, NONE)
        now = time.time()
        return ends_at if begun_at - STEP <= now < ends_at else now

    def clear(self, key: str) -> None:
        """Forget one count."""
        with self._lock:
            self._windows.pop(key, None)

    def is_shared(self) -> bool:
        """False: other processes count for themselves."""
        return False

    def _sweep(self, now: float) -> None:
        self._sweep_at = now + SWEEP
        kept = self._windows.items()
        self._windows = {key: each for key, each in kept if each[0] - STEP <= now < each[1]}


def counts() -> Counts:
    """The counts of the current application."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy costs more
    current: Counts = app.extensions[KEY]
    return current
