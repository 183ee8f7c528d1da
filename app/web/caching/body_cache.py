"""A cache of rendered answers, up to a number of bytes per process."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock


class BodyCache:
    """Bytes by key; the least recently used are removed first."""

    def __init__(self, room: int) -> None:
        """Start empty, with ``room`` for so many bytes."""
        self._room = room
        self._bodies: OrderedDict[Hashable, bytes] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def find(self, key: Hashable) -> bytes | None:
        """The cached bytes; None without any."""
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
            return self._bodies.get(key)

    def keep(self, key: Hashable, body: bytes) -> None:
        """Cache ``body``, and remove the least recently used beyond the room there is."""
        with self._lock:
            self._size += len(body) - len(self._bodies.pop(key, b""))
            self._bodies[key] = body
            while self._size > self._room:
                _key, removed = self._bodies.popitem(last=False)
                self._size -= len(removed)
