"""Counters of callers in Redis, for all processes; in this one while Redis fails."""

import time
from collections.abc import Callable
from threading import Lock
from typing import ParamSpec, TypeVar

import structlog
from limits.storage import RedisStorage
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as LostConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry

from app.callers.batched_counts import BatchedCounts
from app.callers.counts import Counts

PAUSE = 5.0  # seconds without Redis after it failed
TIMEOUT = 0.5  # seconds, in case Redis hangs

P = ParamSpec("P")
Result = TypeVar("Result")
log = structlog.get_logger("stagedoor")


class SharedCounts(Counts):
    """Every method answers, and counts, whether Redis does or not."""

    def __init__(self, redis_url: str) -> None:
        """Nothing is contacted yet."""
        super().__init__()
        self._redis = connect(redis_url)
        self._without_redis_until = 0.0  # 0 while it answers
        self._trying = Lock()
        self._batched = BatchedCounts(self._add)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add ``amount``; the first one starts a window of ``expiry`` seconds. The new count."""
        count = self._add(key, expiry, amount)
        return super().incr(key, expiry, amount) if count is None else count

    def incr_in_batches(self, key: str, expiry: int, limit: int, amount: int = 1) -> int:
        """The same for a generous limit, with fewer questions (batched_counts.py)."""
        return self._batched.incr(key, expiry, limit, amount)

    def get(self, key: str) -> int:
        """The count."""
        count = self._ask(self._redis.get, key)
        return super().get(key) if count is None else count

    def get_expiry(self, key: str) -> float:
        """When the window ends, in epoch seconds."""
        ends_at = self._ask(self._redis.get_expiry, key)
        return super().get_expiry(key) if ends_at is None else ends_at

    def clear(self, key: str) -> None:
        """Forget one count."""
        self._ask(self._redis.clear, key)
        super().clear(key)

    def is_shared(self) -> bool:
        """Whether Redis answers."""
        return self._redis.check()

    def _add(self, key: str, expiry: int, amount: int) -> int | None:
        """The new count in Redis; None without Redis."""
        return self._ask(self._redis.incr, key, expiry, amount)

    def _ask(self, method: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result | None:
        """What a method of the storage in Redis returns; None without Redis."""
        if self._without_redis_until and not self._may_try():
            return None
        try:
            result = method(*args, **kwargs)
        except (RedisError, OSError) as error:
            self._without_redis_until = time.monotonic() + PAUSE
            log.warning("rate limits without redis", error=type(error).__name__)
            return None
        self._without_redis_until = 0.0
        return result

    def _may_try(self) -> bool:
        """Whether this thread looks if Redis answers again; the others do not wait for it."""
        with self._trying:
            now = time.monotonic()
            if now < self._without_redis_until:
                return False
            self._without_redis_until = now + PAUSE
            return True


def connect(redis_url: str) -> RedisStorage:
    """The storage in Redis, which is not contacted yet.

    A lost connection is made anew, once; what takes too long is not tried again.
    """
    return RedisStorage(
        redis_url.replace("redis+unix:", "unix:"),
        socket_connect_timeout=TIMEOUT,
        socket_timeout=TIMEOUT,
        retry=Retry(NoBackoff(), 1, (LostConnectionError,)),  # type: ignore[arg-type]  # of redis-py
    )
