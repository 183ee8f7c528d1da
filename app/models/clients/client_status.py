"""Where a client is in its life, and where it came from."""

from enum import StrEnum

UNREGISTERED = "open"  # the source of an app that nobody registered


class Status(StrEnum):
    """Only a live client gets tokens, and only its tokens work.

    A pending one waits for an operator; meanwhile its own developer may try it.
    """

    PENDING = "pending"
    REFUSED = "refused"
    LIVE = "live"
    SUSPENDED = "suspended"
    DELETED = "deleted"
