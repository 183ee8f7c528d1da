"""Rate limits of the API: by grant, or by address where no token worked.

Only the storage of Flask-Limiter is used, and only with Redis: its own bookkeeping takes longer
than the response.
"""

from functools import lru_cache

from flask import current_app
from limits import RateLimitItem, parse_many

from app.api.bearer.errors import refuse_for_now
from app.callers import service_limits
from app.callers.caller_network import caller_network
from app.callers.service_limits import ServiceLimit
from app.config import settings
from app.extensions import limiter
from app.models.values import clock

_KEY = "api_windows"


def count_request(grant_id: str | None) -> None:
    """Count a request of this grant, or of its address; abort with 429 over the limit.

    The grant is counted, not the token: refreshing a token does not reset the limit.
    """
    if not current_app.config["RATELIMIT_ENABLED"]:
        return
    caller, now, shown = grant_id or caller_network(), clock.now(), []
    for limit in _limits(settings().rate_limit_api):
        window = limit.get_expiry()
        left, seconds = limit.amount - _hit(limit, caller, now), window - now % window
        shown.append(ServiceLimit(limit.amount, window, left, seconds))
        service_limits.show(shown)
        if left < 0:
            refuse_for_now(seconds)


def _hit(limit: RateLimitItem, caller: str, now: int) -> int:
    """Count one request; how many there are in the present window."""
    if settings().redis_url:
        window = limit.get_expiry()
        return limiter.storage.incr(f"api/{caller}/{window}/{now // window}", window)
    windows: Windows = current_app.extensions.setdefault(_KEY, Windows())
    return windows.hit(limit, caller, now)


class Windows:
    """Counts callers in fixed windows, for one process."""

    def __init__(self) -> None:
        """Start empty."""
        self._windows: dict[RateLimitItem, tuple[int, dict[str, int]]] = {}

    def hit(self, limit: RateLimitItem, caller: str, now: int) -> int:
        """Count one request; how many there are in the present window."""
        number = now // limit.get_expiry()
        last, counts = self._windows.get(limit, (None, {}))
        if last != number:  # a new dict, so that past callers take no memory
            counts = {}
            self._windows[limit] = number, counts
        counts[caller] = counts.get(caller, 0) + 1
        return counts[caller]


@lru_cache(maxsize=8)
def _limits(text: str) -> list[RateLimitItem]:
    return parse_many(text)
