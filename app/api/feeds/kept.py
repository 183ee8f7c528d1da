"""Feeds that were rendered, kept for whoever asks next: so many bytes a process, and no more."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from flask import current_app

ROOM = 32 * 1024 * 1024  # bytes of all that is kept
LARGEST = 4 * 1024 * 1024  # bytes of one; a longer feed is sent while it is made
_KEY = "api_feeds"


class Kept:
    """Bytes by what they were made from; the least recently asked for go first."""

    def __init__(self) -> None:
        """Begin empty."""
        self._bodies: OrderedDict[Hashable, bytes] = OrderedDict()
        self._size = 0
        self._lock = Lock()

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
