"""The origin of acts, set by doors once per request and copied to each line of the audit trail.

Outside a request, as in commands and the worker, there is no user.
"""

from contextvars import ContextVar
from dataclasses import dataclass, replace

MAX_AGENT = 200  # characters


@dataclass(frozen=True)
class Origin:
    """The address, agent, request and user of an act."""

    address: str = ""
    agent: str = ""
    request_id: str = ""
    actor_id: int | None = None  # the signed-in user
    grant_id: int | None = None  # of the app that acts
    client_id: int | None = None


_origin: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039  (frozen)


def current() -> Origin:
    """Return the origin of the current request; an empty one outside a request."""
    return _origin.get()


def begin(origin: Origin) -> None:
    """Set the origin at the start of a request."""
    _origin.set(origin)


def end() -> None:
    """Clear the origin at the end of a request."""
    _origin.set(Origin())


def act_as(user_id: int) -> None:
    """Set the signed-in user."""
    _origin.set(replace(_origin.get(), actor_id=user_id))


def act_under(grant_id: int, client_id: int) -> None:
    """Set the grant of the request's token."""
    _origin.set(replace(_origin.get(), grant_id=grant_id, client_id=client_id))
