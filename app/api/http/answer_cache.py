"""A cache of rendered answers, up to ROOM bytes per process: feeds, and pages of lists.

Each is kept by its entity tag, which names everything that it depends on (team, change number,
filter, page, address), so that none is ever out of date; those of before a change of the team are
removed when the first one after it is kept. Who may read it is no part of it: that is decided
before, at every request. An answer that time changes must not be kept.

A feed that is too long to cache is rendered for each request, one at a time: a process has few
threads, and other requests need them.
"""

import time
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

from flask import current_app

from app.api.feed_formats.feed import FeedTeam
from app.web.caching.body_cache import BodyCache, State

ROOM = 16 * 1024 * 1024  # bytes of all cached answers
LARGEST = 4 * 1024 * 1024  # bytes of one; a longer feed is streamed
PATIENCE = 60.0  # seconds for a long one, if ``end_long`` is never called
_KEY = "api_answers"


@dataclass(frozen=True, slots=True)
class CachedAnswer:
    """A body, and the address of the next page; None on the last."""

    body: bytes
    following: str | None = None

    def __len__(self) -> int:
        """Return its bytes in memory, without the few of the address."""
        return len(self.body)


class AnswerCache(BodyCache[CachedAnswer]):
    """Answers by their entity tag, and a turn for feeds that are too long to cache."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(ROOM)
        self._turn = Lock()
        self._busy_until = 0.0

    def keep_of(self, team: FeedTeam, key: Hashable, answer: CachedAnswer) -> None:
        """Cache an answer of the team as it is now."""
        self.keep(key, answer, State(team.id, team.change_seq))

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


def of_this_process() -> AnswerCache:
    """The cache of the current app."""
    extensions = current_app.extensions
    kept: AnswerCache | None = extensions.get(_KEY)
    return extensions.setdefault(_KEY, AnswerCache()) if kept is None else kept
