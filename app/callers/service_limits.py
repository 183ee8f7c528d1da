"""What is left of a rate limit, in RateLimit and RateLimit-Policy.

The fields are those of draft-ietf-httpapi-ratelimit-headers-11.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from flask import Response, after_this_request

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class ServiceLimit:
    """A quota of requests in a window of seconds, and what is left for how many seconds."""

    quota: int
    window: int
    left: int
    seconds: int
    name: str = DEFAULT


def show(limits: Sequence[ServiceLimit], *, in_older_fields: bool = False) -> None:
    """Tell the caller of the present request about these limits, however it is answered.

    ``in_older_fields`` too, which are about the limit of which the least is left.
    """
    after_this_request(partial(add_headers, limits, in_older_fields))


def add_headers(
    limits: Sequence[ServiceLimit], in_older_fields: bool, response: Response
) -> Response:
    """Set the fields that the view has not set."""
    if "RateLimit" not in response.headers:
        response.headers.update(headers_of(limits))
    if in_older_fields and "X-RateLimit-Limit" not in response.headers:
        response.headers.update(older_headers_of(min(limits, key=lambda limit: limit.left)))
    return response


def headers_of(limits: Sequence[ServiceLimit]) -> dict[str, str]:
    """Both fields; of several limits of one name, all but the first have their window in it."""
    policies, items, names = [], [], set[str]()
    for limit in limits:
        name = limit.name if limit.name not in names else f"{limit.name}-{limit.window}"
        names.add(name)
        policies.append(f'"{name}";q={limit.quota};w={limit.window}')
        items.append(f'"{name}";r={max(0, limit.left)};t={max(0, limit.seconds)}')
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(items)}


def older_headers_of(limit: ServiceLimit) -> dict[str, str]:
    """The fields that programs read before there was a draft; the reset is in epoch seconds."""
    return {
        "X-RateLimit-Limit": str(limit.quota),
        "X-RateLimit-Remaining": str(max(0, limit.left)),
        "X-RateLimit-Reset": str(int(time.time()) + limit.seconds),
    }
