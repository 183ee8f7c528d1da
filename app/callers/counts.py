"""Counters of callers: in Redis for all processes; per process without it or while it fails."""

import time
from threading import Lock
from typing import Any

import structlog
from limits.storage import MemoryStorage, RedisStorage, Storage
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

PAUSE = 5.0  # seconds without Redis after it failed
TIMEOUT = 0.5  # seconds, in case Redis hangs
URI = "counts://"  # by which Flask-Limiter finds the class

log = structlog.get_logger("stagedoor")


class Counts(Storage):
    """Every method answers, and counts, whether Redis does or not."""

    STORAGE_SCHEME = ["counts"]

    def __init__(self, _uri: str = URI, *, redis_url: str = "", **_options: object) -> None:
        super().__init__()
        self._memory = MemoryStorage()
        self._lock = Lock()
        self._redis = connect(redis_url) if redis_url else None
        self._without_redis_until = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        """No method raises them."""
        return RedisError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add ``amount``; the first one starts a window of ``expiry`` seconds. The new count."""
        return int(self._call("incr", key, expiry, amount))

    def get(self, key: str) -> int:
        """The count."""
        return int(self._call("get", key))

    def get_expiry(self, key: str) -> float:
        """When the window ends, in epoch seconds."""
        return float(self._call("get_expiry", key))

    def check(self) -> bool:
        """Whether all processes count together."""
        return self._redis is not None and bool(self._redis.check())

    def reset(self) -> int | None:
        """Forget everything."""
        self._call("reset")
        return None

    def clear(self, key: str) -> None:
        """Forget one count."""
        self._call("clear", key)

    def _call(self, method: str, *arguments: object) -> Any:
        if self._redis is not None and time.monotonic() >= self._without_redis_until:
            try:
                return getattr(self._redis, method)(*arguments)
            except (RedisError, OSError) as error:
                self._without_redis_until = time.monotonic() + PAUSE
                log.warning("rate limits without redis", error=type(error).__name__)
        # MemoryStorage drops a count that another thread is about to start.
        with self._lock:
            return getattr(self._memory, method)(*arguments)


def connect(redis_url: str) -> RedisStorage:
    """The storage in Redis, which is not contacted yet. A lost connection is made anew, once."""
    return RedisStorage(
        redis_url.replace("redis+unix:", "unix:"),
        socket_connect_timeout=TIMEOUT,
        socket_timeout=TIMEOUT,
        retry=Retry(NoBackoff(), 1),  # type: ignore[arg-type]  # passed on to redis-py
    )
