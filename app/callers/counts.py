"""Counters of callers in fixed windows: in Redis for all processes, else in this one."""

import time
from threading import Lock

from flask import current_app

KEY = "counts"
SWEEP = 60.0  # seconds between two searches for windows that have ended


class Counts:
    """The counts of one process."""

    def __init__(self) -> None:
        """Start empty."""
        self._windows: dict[str, tuple[float, int]] = {}  # when each ends, and its count
        self._lock = Lock()
        self._sweep_at = 0.0

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add ``amount``; the first one starts a window of ``expiry`` seconds. The new count."""
        now = time.time()
        with self._lock:
            ends_at, count = self._windows.get(key, (0.0, 0))
            if ends_at <= now:
                if now >= self._sweep_at:
                    self._sweep(now)
                ends_at, count = now + expiry, 0
            self._windows[key] = ends_at, count + amount
        return count + amount

    def incr_in_batches(self, key: str, expiry: int, limit: int, amount: int = 1) -> int:
        """The same under a key that is not used again; shared ones may lag (batched_counts.py)."""
        return self.incr(key, expiry, amount)

    def get(self, key: str) -> int:
        """The count."""
        ends_at, count = self._windows.get(key, (0.0, 0))
        return count if ends_at > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, in epoch seconds; now when there is none."""
        ends_at, _count = self._windows.get(key, (0.0, 0))
        return max(ends_at, time.time())

    def clear(self, key: str) -> None:
        """Forget one count."""
        with self._lock:
            self._windows.pop(key, None)

    def is_shared(self) -> bool:
        """False: other processes count for themselves."""
        return False

    def _sweep(self, now: float) -> None:
        self._sweep_at = now + SWEEP
        self._windows = {key: window for key, window in self._windows.items() if window[0] > now}


def counts() -> Counts:
    """The counts of the current application."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy costs more
    current: Counts = app.extensions[KEY]
    return current
