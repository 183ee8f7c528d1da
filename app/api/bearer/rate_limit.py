"""Rate limits of the API: by grant, or by address where no token worked.

Only the storage of Flask-Limiter is used, and only with Redis: its own bookkeeping takes longer
than the response.
"""

import time
from functools import lru_cache

import structlog
from flask import current_app
from limits import RateLimitItem, parse_many

from app.api.bearer.errors import refuse_for_now
from app.callers.caller_network import caller_network
from app.config import settings
from app.extensions import limiter
from app.models.values import clock

PAUSE = 5.0  # seconds without Redis after it failed; a process counts for itself then
_KEY = "api_windows"

log = structlog.get_logger("stagedoor")


def count_request(grant_id: str | None) -> None:
    """Count a request of this grant, or of its address; abort with 429 over the limit.

    The grant is counted, not the token: refreshing a token does not reset the limit.
    """
    if not current_app.config["RATELIMIT_ENABLED"]:
        return
    windows = current_app.extensions.setdefault(_KEY, Windows())
    caller = grant_id or caller_network()
    for limit in _limits(settings().rate_limit_api):
        if not windows.hit(limit, caller):
            refuse_for_now(limit.get_expiry() - clock.now() % limit.get_expiry())


class Windows:
    """Counts callers in fixed windows: shared in Redis, or per process without it."""

    def __init__(self) -> None:
        """Start empty."""
        self._windows: dict[RateLimitItem, tuple[int, dict[str, int]]] = {}
        self._without_redis_until = 0.0

    def hit(self, limit: RateLimitItem, caller: str) -> bool:
        """Count one request; False when it is over the limit."""
        if settings().redis_url and time.monotonic() > self._without_redis_until:
            try:
                return bool(limiter.limiter.hit(limit, "api", caller))
            except limiter.storage.base_exceptions as error:
                self._without_redis_until = time.monotonic() + PAUSE
                log.warning("rate limits without redis", error=type(error).__name__)
        return self._hit_locally(limit, caller)

    def _hit_locally(self, limit: RateLimitItem, caller: str) -> bool:
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
