"""Limits wrong guesses at a secret: some are free, then each is followed by a growing pause.

No one is kept out for good, and no request waits inside the server: during a pause the answer is
429 with the seconds that are left.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response
from limits import RateLimitItem
from werkzeug.exceptions import TooManyRequests

from app.callers import service_limits
from app.callers.counts import counts
from app.callers.request_limits import read_rates
from app.callers.service_limits import ServiceLimit

LONGEST_PAUSE = 60  # seconds
# A network, and an account, have the free guesses of this many pairs of the two.
MANY = 10


class TooManyGuesses(TooManyRequests):
    """Refused during a pause of so many ``seconds``."""

    def __init__(self, seconds: int, limits: dict[str, str]) -> None:
        super().__init__(retry_after=seconds)
        self._limits = limits

    def get_headers(self, *arguments: Any) -> list[tuple[str, str]]:
        """Also Retry-After, and what programs read about the limit."""
        return [*super().get_headers(*arguments), *self._limits.items()]


@dataclass(frozen=True)
class Allowance:
    """What is counted together, and how many times the rate of it is free."""

    key: str
    times: int = 1


@dataclass
class Guess:
    """One guess, counted when it begins, so that many at once are not all free."""

    rates: Sequence[RateLimitItem]
    allowances: Sequence[Allowance]
    _counted: list["_Window"] = field(default_factory=list)

    @classmethod
    def begin(cls, rates: str, allowances: Sequence[Allowance]) -> "Guess":
        """Count one more guess under each allowance; raises TooManyGuesses during a pause."""
        guess = cls(read_rates(rates), allowances)
        for window in guess._windows():
            if seconds := window.take():
                guess.forget()
                raise TooManyGuesses(seconds, window.headers | window.service_limit(seconds))
            guess._counted.append(window)
        return guess

    def watch(self, view: Callable[[], Response], wrong: frozenset[int]) -> Response:
        """The view's response; it was no wrong guess unless its status is one of ``wrong``."""
        try:
            response = view()
        except BaseException:
            self.forget()
            raise
        if response.status_code not in wrong:
            self.forget()
        return response

    def forget(self) -> None:
        """Count it no longer: it was right, or no guess at all."""
        for window in self._counted:
            window.give_back()

    @property
    def headers(self) -> dict[str, str]:
        """What is left of the smallest allowance, as programs read it."""
        return min(self._counted, key=lambda window: window.left).headers

    def _windows(self) -> Iterator["_Window"]:
        for allowance in self.allowances:
            for rate in self.rates:
                seconds = rate.get_expiry()
                name = f"guesses/{allowance.key}/{seconds}"
                yield _Window(name, rate.amount * allowance.times, seconds)


class _Window:
    """The guesses under one key in one span of time."""

    def __init__(self, name: str, free: int, seconds: int) -> None:
        self.free = free
        self._name, self._pause, self._seconds = name, f"{name}/pause", seconds
        self._count, self._holds_pause = 0, False

    @property
    def left(self) -> int:
        """How many more are free."""
        return self.free - self._count

    @property
    def headers(self) -> dict[str, str]:
        """How many are free, how many are left, and when all are free again, in epoch seconds."""
        seconds = math.ceil(counts().get_expiry(self._name) - time.time())
        limit = self._limit(seconds)
        return service_limits.older_headers_of(limit) | service_limits.headers_of([limit])

    def service_limit(self, seconds: int) -> dict[str, str]:
        """The same in the standard's fields; what is left counts for so many ``seconds``."""
        return service_limits.headers_of([self._limit(seconds)])

    def _limit(self, seconds: int) -> ServiceLimit:
        return ServiceLimit(self.free, self._seconds, self.left, seconds, "failures")

    def take(self) -> int:
        """Count one guess, and begin the pause after it; the seconds to wait if there is one."""
        self._count = counts().incr(self._name, self._seconds)
        if self.left > 0:
            return 0
        # Of many guesses at once, the one that begins the pause is let through.
        seconds = min(LONGEST_PAUSE, 2 ** min(-self.left, 10))
        self._holds_pause = counts().incr(self._pause, seconds) == 1
        if self._holds_pause or not self.left:
            return 0
        self.give_back()
        return max(1, math.ceil(counts().get_expiry(self._pause) - time.time()))

    def give_back(self) -> None:
        """Undo ``take``."""
        self._count -= 1
        counts().incr(self._name, self._seconds, -1)
        if self._holds_pause:
            counts().clear(self._pause)
