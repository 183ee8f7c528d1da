"""The clock for all code: epoch seconds, UTC. Tests replace it.

Leases are the right to some work until a moment, which a process that died leaves behind.
"""

import time
from typing import Any

from sqlalchemy import ColumnElement, or_

SKEW = 60  # seconds by which the clocks of two machines may differ


def now() -> int:
    """Return the whole seconds since 1970-01-01T00:00:00Z."""
    return int(time.time())


def latest_lease(seconds: int) -> int:
    """Return the last moment at which a lease of so many ``seconds`` can end.

    One that ends later was given by a clock that has been set back since: it is over, too.
    """
    return now() + seconds + SKEW


def lease_is_over(ends_at: Any, seconds: int) -> ColumnElement[bool]:
    """Return the SQL condition that a lease of so many ``seconds`` holds no longer."""
    return or_(ends_at <= now(), ends_at > latest_lease(seconds))
