"""Instants as text: RFC 3339 in UTC with ``Z``, the way every API answer writes them."""

from datetime import UTC, datetime


def rfc3339(epoch: int) -> str:
    """``epoch`` seconds as ``2027-03-27T19:00:00Z``."""
    moment = datetime.fromtimestamp(epoch, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def parse(text: str) -> int:
    """Epoch seconds of an RFC 3339 instant, or of a date (its midnight UTC).

    Raises ValueError when it is neither.
    """
    moment = datetime.fromisoformat(text)
    return int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp())
