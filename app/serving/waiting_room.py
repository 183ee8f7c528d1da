"""Requests that wait for news of a team's events, without a thread each.

A view that has to wait raises Parked where the server can hold its request. One thread of the
process looks for news on behalf of all of them. A request whose wait is over runs again from its
beginning, so that its token is looked up then, as at any request.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.cap import BusyError
from app.database.work_signal import SIGNAL
from app.models.event_queries import event_stream

ROOM = "stagedoor.waiting_room"  # in the environment, of a server that can hold a request
WAITED = "stagedoor.waited"  # in that of the second run: what the view gave to be kept
PAUSE = 0.5  # seconds between two looks without a signal
LEAST_PAUSE = 0.05  # seconds between two looks when there are many signals

Key = TypeVar("Key", bound=Hashable)
log = structlog.get_logger("stagedoor")


class Wait(NamedTuple):
    """Who waits for which news, how long, and what the second run gets of the first."""

    reader: Hashable
    team_id: int
    after: int  # the team's change number
    seconds: float
    kept: object


class Parked(BaseException):  # no error: Flask answers every Exception
    """The request has to wait; nothing answers, counts or logs it before it runs again."""

    def __init__(self, wait: Wait) -> None:
        super().__init__()
        self.wait = wait


@dataclass(slots=True)
class _Waiting:
    wait: Wait
    ends_at: float  # by the monotonic clock
    seen: int  # the team's change number of the last look


class WaitingRoom(Generic[Key]):
    """The requests of one process that wait, at most so many at once.

    When all places are taken, the oldest request of the reader with most of them is answered to let
    another one wait: an immediate answer is always right, and no reader keeps all others out.
    """

    def __init__(self, app: Flask, places: int, resume: Callable[[Key, Wait], None]) -> None:
        """Call ``resume`` with each key whose wait is over; nothing runs before ``start``."""
        self._app, self._places, self._resume = app, places, resume
        self._lock = threading.Lock()
        self._waiting: dict[Key, _Waiting] = {}
        self._is_closing = False

    def start(self) -> None:
        """Begin to look for news."""
        threading.Thread(target=self._run, name="waiting-room", daemon=True).start()

    def enter(self, key: Key, wait: Wait) -> None:
        """Let ``key`` wait; raises BusyError when all places are taken, and no reader has more."""
        with self._lock:
            ended = self._make_room(wait.reader) if len(self._waiting) >= self._places else None
            ends_at = time.monotonic() + wait.seconds
            self._waiting[key] = _Waiting(wait, ends_at, wait.after)
        if ended is not None:
            self._resume(*ended)

    def _make_room(self, reader: Hashable) -> tuple[Key, Wait]:
        places = Counter(each.wait.reader for each in self._waiting.values())
        # Only of one that has more then, too: else the two would end each other's waits in turns.
        largest = max(places, key=places.__getitem__, default=reader)
        if places[largest] < places[reader] + 2:
            raise BusyError
        # The first of a reader is the oldest.
        key = next(key for key, each in self._waiting.items() if each.wait.reader == largest)
        return key, self._waiting.pop(key).wait

    def leave(self, key: Key) -> Wait | None:
        """Take ``key`` out, for exactly one caller; None when it no longer waits."""
        with self._lock:
            waiting = self._waiting.pop(key, None)
        return waiting.wait if waiting else None

    def close(self) -> None:
        """End every wait, also those that begin from now on."""
        self._is_closing = True

    def _run(self) -> None:
        while True:
            count = SIGNAL.count
            for key in self._list_over():
                wait = self.leave(key)
                if wait is not None:
                    self._resume(key, wait)
            time.sleep(LEAST_PAUSE)
            SIGNAL.wait_beyond(count, PAUSE)

    def _list_over(self) -> list[Key]:
        now = time.monotonic()
        with self._lock:
            waiting = dict(self._waiting)
        over = [key for key, each in waiting.items() if each.ends_at <= now or self._is_closing]
        rest = {key: waiting[key] for key in waiting.keys() - set(over)}
        try:
            with self._app.app_context():
                return [*over, *_with_news(rest)]
        except SQLAlchemyError as error:  # the next look may succeed, and each wait ends in time
            log.warning("no look for news", error=type(error).__name__)
            return over


def _with_news(waiting: dict[Key, _Waiting]) -> Iterator[Key]:
    """The keys for which there is news: one statement for all, and one where a team changed."""
    if not waiting:
        return
    last = event_stream.last_changes({each.wait.team_id for each in waiting.values()})
    has_news: dict[tuple[int, int], bool] = {}
    for key, each in waiting.items():
        team_id, after = each.wait.team_id, each.wait.after
        changed = last.get(team_id)
        if changed is None:  # the team is gone
            yield key
        elif changed != each.seen:
            each.seen = changed
            if (team_id, after) not in has_news:
                has_news[team_id, after] = event_stream.has_news(team_id, after=after)
            if has_news[team_id, after]:
                yield key
