"""A cache of rendered feeds, up to ROOM bytes per process.

A feed that is too long to cache is rendered for each request, one at a time: a process has few
threads, and other requests need them.
"""

import time
from threading import Lock

from flask import current_app

from app.web.caching.body_cache import BodyCache

ROOM = 32 * 1024 * 1024  # bytes of all cached feeds
LARGEST = 4 * 1024 * 1024  # bytes of one; a longer feed is streamed
PATIENCE = 60.0  # seconds for a long one, if ``end_long`` is never called
_KEY = "api_feeds"


class FeedCache(BodyCache):
    """Feeds by their entity tag, and a turn for those that are too long to cache."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(ROOM)
        self._turn = Lock()
        self._busy_until = 0.0

    def begin_long(self) -> bool:
        """Whether a long feed may start now; ``end_long`` lets the next one start."""
        with self._turn:
            is_free = time.monotonic() > self._busy_until
            if is_free:
                self._busy_until = time.monotonic() + PATIENCE
            return is_free

    def end_long(self) -> None:
        """Let the next long feed start."""
        self._busy_until = 0.0


def of_this_process() -> FeedCache:
    """The cache of the current app."""
    kept: FeedCache = current_app.extensions.setdefault(_KEY, FeedCache())
    return kept
