"""The one clock: epoch seconds, UTC. Tests move it."""

import time


def now() -> int:
    """Whole seconds since 1970-01-01T00:00:00Z."""
    return int(time.time())
