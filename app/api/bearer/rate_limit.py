"""Rate limits of the API: by grant, or by address where no token worked.

Only the storage of Flask-Limiter is used, and only with Redis: its own bookkeeping takes longer
than the response.
"""

from functools import lru_cache

from flask import current_app
from limits import RateLimitItem, parse_many

from app.api.bearer.errors import refuse_for_now
from app.callers.caller_network import caller_network
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
    caller = grant_id or caller_network()
    for limit in _limits(settings().rate_limit_api):
        if not _hit(limit, caller):
            refuse_for_now(limit.get_expiry() - clock.now() % limit.get_expiry())


def _hit(limit: RateLimitItem, caller: str) -> bool:
    if settings().redis_url:
        return bool(limiter.limiter.hit(limit, "api", caller))
    windows: Windows = current_app.extensions.setdefault(_KEY, Windows())
    return windows.hit(limit, caller)


class Windows:
    """Counts callers in fixed windows, for one process."""

    def __init__(self) -> None:
        """Start empty."""
        self._windows: dict[RateLimitItem, tuple[int, dict[str, int]]] = {}

    def hit(self, limit: RateLimitItem, caller: str) -> bool:
        """Count one request; False when it is over the limit."""
        number = clock.now() // limit.get_expiry()
        last, counts = self._windows.get(limit, (None, {}))
        if last != number:  # a new dict, so that past callers take no memory
            counts = {}
            self._windows[limit] = number, counts
        counts[caller] = counts.get(caller, 0) + 1
        return counts[caller] <= limit.amount


@lru_cache(maxsize=8)
def _limits(text: str) -> list[RateLimitItem]:
    return parse_many(text)
