"""A cache of rendered answers, up to a number of bytes per process."""

from collections import OrderedDict
from collections.abc import Hashable, Sized
from threading import Lock
from typing import Generic, TypeVar

Body = TypeVar("Body", bound=Sized)  # its length is in bytes


class BodyCache(Generic[Body]):
    """Bodies by key; the least recently used are removed first."""

    def __init__(self, room: int) -> None:
        """Start empty, with ``room`` for so many bytes."""
        self._room = room
        self._bodies: OrderedDict[Hashable, Body] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def find(self, key: Hashable) -> Body | None:
        """The cached body; None without any."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def keep(self, key: Hashable, body: Body) -> None:
        """Cache ``body``, and remove the least recently used beyond the room there is."""
        with self._lock:
            former = self._bodies.pop(key, None)
            self._size += len(body) - (0 if former is None else len(former))
            self._bodies[key] = body
            while self._size > self._room:
                _key, removed = self._bodies.popitem(last=False)
                self._size -= len(removed)
