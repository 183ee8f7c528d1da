"""Redis, which shares rate limits; without it each process counts for itself."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from app.checks.check import Check, Problem, refuse, warn
from app.checks.setting_checks import is_loopback
from app.config import Settings

SECONDS = 3  # for a connection and for an answer
OLDEST = 6  # major version


def find_silent_redis(settings: Settings) -> Iterator[Problem]:
    """It answers, takes the password and is not too old."""
    if not settings.redis_url:
        return
    import redis  # takes half a second, and not every installation uses it

    try:
        version = _version(settings.redis_url.removeprefix("redis+"))
    except (redis.AuthenticationError, redis.exceptions.NoPermissionError):
        yield refuse("refuses the user or password in REDIS_URL. Correct them.")
    except (redis.RedisError, OSError) as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            yield refuse(
                "has no valid certificate for the host in REDIS_URL. Name its authority"
                " in ssl_ca_certs, or correct the host."
            )
            return
        yield warn(
            f"does not answer ({type(error).__name__}); each process counts for itself until it"
            " does. Start it, or correct REDIS_URL."
        )
    else:
        if int(version.partition(".")[0]) < OLDEST:
            yield warn(f"version {version} is no longer maintained. Upgrade it.")


def find_readable_redis_password(settings: Settings) -> Iterator[Problem]:
    """A password leaves this machine over TLS alone."""
    parts = urlsplit(settings.redis_url)
    leaves = parts.scheme == "redis" and not is_loopback(parts.hostname or "")
    if settings.is_production and leaves and parts.password:
        yield warn("REDIS_URL sends its password readable. Use rediss://, which verifies.")


def _version(url: str) -> str:
    import redis

    options = {"socket_connect_timeout": SECONDS, "socket_timeout": SECONDS}
    with redis.Redis.from_url(url, **options) as connection:
        return str(connection.info("server")["redis_version"])


REDIS_CHECKS = (
    Check("Redis", "answers, or is not used.", find_silent_redis),
    Check("Redis password", "not sent readable.", find_readable_redis_password),
)
