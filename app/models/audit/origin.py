"""The origin of acts, set by doors once per request and copied to each line of the audit trail.

Outside a request, as in commands and the worker, there is no user.
"""

from collections.abc import Callable
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


NOWHERE = Origin()
_origin: ContextVar[Origin | Callable[[], Origin]] = ContextVar("origin", default=NOWHERE)


def current() -> Origin:
    """Return the origin of the current request; an empty one outside a request."""
    origin = _origin.get()
    if not isinstance(origin, Origin):
        origin = origin()
        _origin.set(origin)
    return origin


def begin(origin: Origin) -> None:
    """Set the origin at the start of a request."""
    _origin.set(origin)


def begin_with(read: Callable[[], Origin]) -> None:
    """Likewise, with an origin that is read when it is first needed: few requests act."""
    _origin.set(read)


def end() -> None:
    """Clear the origin at the end of a request."""
    _origin.set(NOWHERE)


def act_as(user_id: int) -> None:
    """Set the signed-in user."""
    _origin.set(replace(current(), actor_id=user_id))


def act_under(grant_id: int, client_id: int) -> None:
    """Set the grant of the request's token."""
    _origin.set(replace(current(), grant_id=grant_id, client_id=client_id))
