"""Counts of generous limits, added to Redis in batches instead of one by one.

A count is sent when a hundredth of what is left has come together in this process, or when Redis
was last heard of a second ago. So N processes let through at most N hundredths more than a limit,
and nothing more than a limit below 200. What others counted is known after a second.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from app.callers.counts import STEP

FRESH = 1.0  # seconds for which the count that Redis told is used
PARTS = 100  # of what is left; one of them is counted before it is sent
SWEEP = 60.0  # seconds between two searches for windows that have ended
MOST = 50_000  # windows in memory, of 320 bytes each; Redis is asked each time about further ones

# Adds so many to a key that lives for so many seconds: the new count, or None without Redis.
Send = Callable[[str, int, int], int | None]


@dataclass(slots=True)
class _Window:
    """What this process counted under one key, how much of it was sent, and the count after that.

    Without Redis nothing is sent: the count goes on from what was heard last.
    """

    ends_at: float
    counted: int = 0
    sent: int = 0
    shared: int = 0
    heard_at: float = float("-inf")
    sending: Lock = field(default_factory=Lock)

    def is_due(self, limit: int) -> bool:
        """Whether to send now."""
        most = max(1, (limit - self.shared) // PARTS)
        is_old = time.monotonic() - self.heard_at >= FRESH
        return is_old or self.counted - self.sent >= most

    def count_at(self, number: int) -> int:
        """The count after so many of this process."""
        return self.shared + number - self.sent


class BatchedCounts:
    """The counts of one process under keys that are never used again once their window ends."""

    def __init__(self, send: Send) -> None:
        """Start empty."""
        self._send = send
        self._windows: dict[str, _Window] = {}
        self._lock = Lock()
        self._sweep_at = 0.0

    def incr(self, key: str, expiry: int, limit: int, amount: int) -> int:
        """Add ``amount``; the new count, which is never above that of all processes.

        Beyond the ``limit`` nothing more is counted.
        """
        window = self._window(key, expiry)
        with self._lock:
            if window.shared >= limit:
                return window.shared + amount
            window.counted += amount
            number = window.counted
        if window.is_due(limit):
            with window.sending:
                # Another thread may have sent it meanwhile.
                if window.is_due(limit):
                    self._exchange(key, expiry, window)
        with self._lock:
            return window.count_at(number)

    def _exchange(self, key: str, expiry: int, window: _Window) -> None:
        """Send what was not sent, and keep what the count is then."""
        number = window.counted
        unsent = number - window.sent
        count = self._send(key, expiry, unsent)
        if count is None:
            return
        with self._lock:
            # A Redis that was emptied in between knows less than this process.
            window.shared = max(count, window.shared + unsent)
            window.sent, window.heard_at = number, time.monotonic()

    def _window(self, key: str, expiry: int) -> _Window:
        now = time.time()
        with self._lock:
            window = self._windows.get(key)
            if window is None or not window.ends_at - expiry - STEP <= now < window.ends_at:
                if not self._sweep_at - SWEEP <= now < self._sweep_at:
                    self._sweep(now)
                window = _Window(now + expiry)
                # Callers choose their networks: a flood from many must not fill the memory.
                if key in self._windows or len(self._windows) < MOST:
                    self._windows[key] = window
        return window

    def _sweep(self, now: float) -> None:
        self._sweep_at = now + SWEEP
        kept = ((key, window) for key, window in self._windows.items() if window.ends_at > now)
        self._windows = dict(kept)
