"""The status of a client."""

from enum import StrEnum

UNREGISTERED = "open"  # the source of an app that no developer registered
PERSONAL = "personal"  # the source of the built-in client of personal tokens
DOCUMENTED = "document"  # the source of an app that describes itself, at the URL that is its ID
TRIED = "tried"  # the source of an app that was registered by a try in the reference


class Status(StrEnum):
    """Only a live client gets tokens, and only its tokens work.

    A pending one awaits review; until then only the people of its owner may authorize it.
    """

    PENDING = "pending"
    REFUSED = "refused"
    LIVE = "live"
    SUSPENDED = "suspended"
    DELETED = "deleted"


def is_usable(status: str) -> bool:
    """Whether a client may send requests: live, or pending while its developer tries it."""
    return status in {Status.LIVE, Status.PENDING}


def is_available(status: str, *, is_own: bool) -> bool:
    """Whether a user may authorize a client: every user a live one, its developers a pending one.

    ``is_own``: the user is one of the people of its owner.
    """
    return is_own if status == Status.PENDING else status == Status.LIVE
