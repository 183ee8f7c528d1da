"""The status of a client."""

from enum import StrEnum

UNREGISTERED = "open"  # the source of an app that no developer registered
DOCUMENTED = "document"  # the source of an app that describes itself, at the URL that is its ID


class Status(StrEnum):
    """Only a live client gets tokens, and only its tokens work.

    A pending one awaits review; until then only its own developer may authorize it.
    """

    PENDING = "pending"
    REFUSED = "refused"
    LIVE = "live"
    SUSPENDED = "suspended"
    DELETED = "deleted"


def is_available(status: str, owner_id: int | None, user_id: int | None) -> bool:
    """Whether a user may authorize a client: every user a live one, its owner a pending one.

    ``user_id`` is None for a client that acts for itself.
    """
    if status == Status.PENDING:
        return user_id is not None and user_id == owner_id
    return status == Status.LIVE
