"""Who acts, and from where: doors say so once a request, and each line of the audit trail has it.

Outside a request, as in commands and the worker, no user acts.
"""

from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Origin:
    """Where an act comes from."""

    address: str = ""
    agent: str = ""
    request_id: str = ""
    actor_id: int | None = None  # the signed-in user
    grant_id: int | None = None  # under which an app acts, with the client it belongs to
    client_id: int | None = None


_origin: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039  (frozen)


def current() -> Origin:
    """Where the present act comes from."""
    return _origin.get()


def begin(origin: Origin) -> None:
    """Set it at the start of a request."""
    _origin.set(origin)


def end() -> None:
    """Forget it at the end of a request."""
    _origin.set(Origin())


def act_as(user_id: int) -> None:
    """Name the signed-in user."""
    _origin.set(replace(_origin.get(), actor_id=user_id))


def act_under(grant_id: int, client_id: int) -> None:
    """Name the grant that the request's token belongs to."""
    _origin.set(replace(_origin.get(), grant_id=grant_id, client_id=client_id))
