"""The clock for all code: epoch seconds, UTC. Tests replace it."""

import time


def now() -> int:
    """Return the whole seconds since 1970-01-01T00:00:00Z."""
    return int(time.time())
