"""The drain of a server that is told to stop: it goes on for a while, and says that it will end.

A proxy that looks at its servers' health sends requests to another one then. Without that it meets
a closed port until its next look, with requests that it cannot send a second time. One that does
not look keeps connections open; in a short drain each of them ends with an answer, and not at the
moment in which the proxy sends a request on it.
"""

import mmap
import time
from collections.abc import MutableSequence
from typing import cast

LOOKED_AT = "/healthz"  # by proxies
SHORT = 0.5  # seconds in which a busy proxy uses its connections
LATE = 2  # times as long as a drain: between two looks of a proxy that will notice one
_BEFORE_LAST, _LAST, _BEGUN = range(3)


class Drain:
    """One server's; its times are seconds of the monotonic clock, which all processes share."""

    def __init__(self) -> None:
        self._times: MutableSequence[float] = [0.0, 0.0, 0.0]

    def share(self) -> None:
        """Let the processes that are forked from now on see the same drain."""
        shared = memoryview(mmap.mmap(-1, mmap.PAGESIZE)).cast("d")
        self._times = cast("MutableSequence[float]", shared)

    def note_look(self) -> None:
        """Someone looked at the server's health."""
        self._times[_BEFORE_LAST] = self._times[_LAST]
        self._times[_LAST] = time.monotonic()

    def begin(self, seconds: float) -> float:
        """Begin; for so many seconds, at most SHORT if no one looks, 0 if it has begun before."""
        if self.has_begun:
            return 0.0
        self._times[_BEGUN] = time.monotonic()
        return seconds if self._is_watched(seconds * LATE) else min(seconds, SHORT)

    def _is_watched(self, seconds: float) -> bool:
        return self._times[_BEFORE_LAST] > time.monotonic() - seconds

    @property
    def has_begun(self) -> bool:
        """Whether the server is about to stop."""
        return self._times[_BEGUN] > 0


DRAIN = Drain()
