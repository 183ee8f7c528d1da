"""A cache of rendered feeds, up to ROOM bytes per process.

A feed that is too long to cache is rendered for each request, one at a time: a process has few
threads, and other requests need them.
"""

import time
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from flask import current_app

ROOM = 32 * 1024 * 1024  # bytes of all cached feeds
LARGEST = 4 * 1024 * 1024  # bytes of one; a longer feed is streamed
PATIENCE = 60.0  # seconds for a long one, if ``end_long`` is never called
_KEY = "api_feeds"


class FeedCache:
    """Bytes by key; the least recently used are removed first."""

    def __init__(self) -> None:
        """Start empty."""
        self._busy_until = 0.0
        self._bodies: OrderedDict[Hashable, bytes] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def begin_long(self) -> bool:
        """Whether a long feed may start now; ``end_long`` lets the next one start."""
        with self._lock:
            is_free = time.monotonic() > self._busy_until
            if is_free:
                self._busy_until = time.monotonic() + PATIENCE
            return is_free

    def end_long(self) -> None:
        """Let the next long feed start."""
        self._busy_until = 0.0

    def find(self, key: Hashable) -> bytes | None:
        """The cached bytes; None without any."""
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
            return self._bodies.get(key)

    def keep(self, key: Hashable, body: bytes) -> None:
        """Cache ``body``, and remove the least recently used beyond ROOM."""
        with self._lock:
            self._size += len(body) - len(self._bodies.pop(key, b""))
            self._bodies[key] = body
            while self._size > ROOM:
                _key, removed = self._bodies.popitem(last=False)
                self._size -= len(removed)


def of_this_process() -> FeedCache:
    """The cache of the current app."""
    kept: FeedCache = current_app.extensions.setdefault(_KEY, FeedCache())
    return kept
