"""Where a client is in its life, and where it came from."""

from enum import StrEnum

UNREGISTERED = "open"  # the source of an app that nobody registered


class Status(StrEnum):
    """Only a live client gets tokens, and only its tokens work."""

    PENDING = "pending"
    LIVE = "live"
    SUSPENDED = "suspended"
    DELETED = "deleted"
