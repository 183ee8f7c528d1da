"""How far a replica is behind: since when it has had all that the primary had.

No clocks are compared, and a primary that writes nothing is no lag: what counts is when this
process saw the primary at a position that the replica has reached since.
"""

from collections import deque
from math import inf
from threading import Lock

MOST_SAMPLES = 1000


class Lag:
    """Positions of the primary in its log, each with the time at which it was seen."""

    def __init__(self) -> None:
        """Begin without knowing of the replica."""
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        """Know nothing of the replica again."""
        with self._lock:
            self._samples: deque[tuple[float, int]] = deque(maxlen=MOST_SAMPLES)
            self._complete_at = -inf

    def note(self, at: float, position: int, replayed: int) -> None:
        """At time ``at`` the primary was at ``position``; the replica has now ``replayed``."""
        with self._lock:
            self._samples.append((at, position))
            while self._samples and self._samples[0][1] <= replayed:
                self._complete_at, _position = self._samples.popleft()

    def seconds(self, now: float) -> float:
        """Return at most how old the replica's data are; infinity while it is not known."""
        return now - self._complete_at
