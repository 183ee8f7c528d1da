"""How many requests a caller may send, whatever their answers are: rates such as "30 per minute".

Wrong guesses are limited by ``guesses``.
"""

import math
import time
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from flask import request
from limits import RateLimitItem, parse_many
from werkzeug.exceptions import TooManyRequests

from app.callers import service_limits
from app.callers.caller_network import caller_network
from app.callers.counts import counts
from app.callers.service_limits import ServiceLimit
from app.config import settings


def limit_requests(setting: str, *, scope: str = "") -> Callable[[Any], Any]:
    """Limit the requests of a network to a view of programs, at the rate of this setting.

    Views of one ``scope`` are counted together. Every answer says what is left.
    """

    def decorate(view: Any) -> Any:
        @wraps(view)
        def limited(**values: Any) -> Any:
            if settings().rate_limits:
                rates, key = getattr(settings(), setting), scope or str(request.endpoint)
                limits = count(rates, caller_network(), key)
                service_limits.show(limits, in_older_fields=True)
                refuse_excess(limits)
            return view(**values)

        return limited

    return decorate


def count(rates: str, *key: str) -> list[ServiceLimit]:
    """Count a request under ``key``; what is left at each rate, up to the first that is exceeded.

    The shortest window comes first.
    """
    limits: list[ServiceLimit] = []
    for rate in read_rates(rates):
        limits.append(_count(rate, key))
        if limits[-1].left < 0:
            break
    return limits


def refuse_excess(limits: list[ServiceLimit]) -> None:
    """Raise TooManyRequests, with the seconds to wait, when the last limit is exceeded."""
    if limits[-1].left < 0:
        raise TooManyRequests(retry_after=limits[-1].seconds)


def is_within(rates: str, *key: str) -> bool:
    """Count under ``key``, as far as no rate is exceeded; False where one is."""
    return all(hit(rate, *key) for rate in read_rates(rates))


def hit(rate: RateLimitItem, *key: str) -> bool:
    """Count once more at a rate; False beyond it."""
    return counts().incr(rate.key_for(*key), rate.get_expiry()) <= rate.amount


def has_room(rate: RateLimitItem, *key: str) -> bool:
    """Whether ``hit`` would be True."""
    return counts().get(rate.key_for(*key)) < rate.amount


@lru_cache(64)
def read_rates(text: str) -> tuple[RateLimitItem, ...]:
    """The rates in the text of a setting, the shortest window first."""
    return tuple(sorted(parse_many(text), key=RateLimitItem.get_expiry))


def _count(rate: RateLimitItem, key: tuple[str, ...]) -> ServiceLimit:
    name, window = rate.key_for(*key), rate.get_expiry()
    left = rate.amount - counts().incr(name, window)
    seconds = max(1, math.ceil(counts().get_expiry(name) - time.time()))
    return ServiceLimit(rate.amount, window, left, seconds)
