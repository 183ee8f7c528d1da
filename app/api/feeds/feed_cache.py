"""Rendered feeds, cached for the next reader: up to ROOM bytes a process.

A feed that is too long to cache is rendered each time, and only one of these at a time: a process
has few threads, and other requests wait for them.
"""

import time
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from flask import current_app

ROOM = 32 * 1024 * 1024  # bytes of all that is kept
LARGEST = 4 * 1024 * 1024  # bytes of one; a longer feed is sent while it is made
PATIENCE = 60.0  # seconds for a long one, if ``end_long`` is never called
_KEY = "api_feeds"


class Kept:
    """Bytes by what they were made from; the least recently asked for go first."""

    def __init__(self) -> None:
        """Begin empty."""
        self._busy_until = 0.0
        self._bodies: OrderedDict[Hashable, bytes] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def begin_long(self) -> bool:
        """Whether a long feed may be made now; ``end_long`` makes room for the next one."""
        with self._lock:
            is_free = time.monotonic() > self._busy_until
            if is_free:
                self._busy_until = time.monotonic() + PATIENCE
            return is_free

    def end_long(self) -> None:
        """The long feed is made, or its reader is gone."""
        self._busy_until = 0.0

    def find(self, key: Hashable) -> bytes | None:
        """The bytes kept under ``key``."""
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
            return self._bodies.get(key)

    def keep(self, key: Hashable, body: bytes) -> None:
        """Keep ``body``, and forget what there is no more room for."""
        with self._lock:
            self._size += len(body) - len(self._bodies.pop(key, b""))
            self._bodies[key] = body
            while self._size > ROOM:
                _oldest, gone = self._bodies.popitem(last=False)
                self._size -= len(gone)


def of_this_process() -> Kept:
    """What the present app keeps."""
    kept: Kept = current_app.extensions.setdefault(_KEY, Kept())
    return kept
