"""A cache of rendered answers, up to a number of bytes per process."""

from collections import OrderedDict
from collections.abc import Hashable, Sized
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

Body = TypeVar("Body", bound=Sized)  # its length is in bytes


class State(NamedTuple):
    """What bodies show: ``source`` at a ``version``, which only grows."""

    source: Hashable
    version: int


class BodyCache(Generic[Body]):
    """Bodies by key; the least recently used are removed first."""

    def __init__(self, room: int) -> None:
        """Start empty, with ``room`` for so many bytes."""
        self._room = room
        self._bodies: OrderedDict[Hashable, tuple[Body, State | None]] = OrderedDict()
        self._keys: dict[Hashable, tuple[int, set[Hashable]]] = {}  # by source, of its version
        self._size = 0
        self._lock = Lock()

    def find(self, key: Hashable) -> Body | None:
        """The cached body; None without any."""
        with self._lock:
            kept = self._bodies.get(key)
            if kept is None:
                return None
            self._bodies.move_to_end(key)
            return kept[0]

    def keep(self, key: Hashable, body: Body, state: State | None = None) -> None:
        """Cache ``body``, and remove the least recently used beyond the room there is.

        With a state, what shows an earlier version of its source is removed at once.
        """
        with self._lock:
            if state is not None and not self._is_current(state):
                return
            self._remove(key)
            self._bodies[key] = body, state
            self._size += len(body)
            if state is not None:
                self._keys.setdefault(state.source, (state.version, set()))[1].add(key)
            while self._size > self._room:
                self._remove(next(iter(self._bodies)))

    def _is_current(self, state: State) -> bool:
        """Whether no later version of the source is cached; earlier ones are removed."""
        version, keys = self._keys.get(state.source, (state.version, set()))
        if version < state.version:
            for key in list(keys):
                self._remove(key)
        return version <= state.version

    def _remove(self, key: Hashable) -> None:
        body, state = self._bodies.pop(key, (None, None))
        if body is not None:
            self._size -= len(body)
        if state is not None:
            keys = self._keys[state.source][1]
            keys.remove(key)
            if not keys:
                del self._keys[state.source]
