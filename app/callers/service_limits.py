"""What is left of a rate limit, in RateLimit and RateLimit-Policy.

The fields are those of draft-ietf-httpapi-ratelimit-headers-11.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, Response, g

from app.extensions import limiter

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class ServiceLimit:
    """A quota of requests in a window of seconds, and what is left for how many seconds."""

    quota: int
    window: int
    left: int
    seconds: int
    name: str = DEFAULT


def show(limits: Sequence[ServiceLimit]) -> None:
    """Tell the caller of the present request about these limits, however it is answered."""
    g.service_limits = limits


def headers_of(limits: Sequence[ServiceLimit]) -> dict[str, str]:
    """Both fields; of several limits of one name, all but the first have their window in it."""
    policies, items, names = [], [], set[str]()
    for limit in limits:
        name = limit.name if limit.name not in names else f"{limit.name}-{limit.window}"
        names.add(name)
        policies.append(f'"{name}";q={limit.quota};w={limit.window}')
        items.append(f'"{name}";r={max(0, limit.left)};t={max(0, limit.seconds)}')
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(items)}


def register(app: Flask) -> None:
    """Add the fields to the answers to requests that were counted."""
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Set the fields that the view has not set."""
    limits = g.get("service_limits") or _of_extension()
    if limits and "RateLimit" not in response.headers:
        response.headers.update(headers_of(limits))
    return response


def _of_extension() -> list[ServiceLimit]:
    """The limits that Flask-Limiter has applied to the request."""
    return [
        ServiceLimit(
            applied.limit.amount,
            applied.limit.get_expiry(),
            applied.remaining,
            math.ceil(applied.reset_at - time.time()),
        )
        for applied in limiter.current_limits
    ]
