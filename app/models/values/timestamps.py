"""Instants as text: RFC 3339 in UTC with ``Z``, as in every API response."""

import re
from datetime import UTC, datetime

_DIGITS = "dddd-dd-ddTdd:dd:dd".replace("d", "[0-9]")
# A space stands for "+", because an unencoded "+" in a query is decoded as a space.
_INSTANT = re.compile(rf"({_DIGITS})(?:\.[0-9]{{1,9}})?(?:(Z)|([ +-])([0-9]{{2}}:[0-9]{{2}}))")


def rfc3339(epoch: int) -> str:
    """Return ``epoch`` seconds as ``2027-03-27T19:00:00Z``."""
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_instant(text: str) -> int:
    """Return the epoch seconds of an RFC 3339 instant, rounded down; raises ValueError."""
    match = _INSTANT.fullmatch(text.upper())
    if match is None:
        raise ValueError("no RFC 3339 instant")
    moment, utc, sign, offset = match.groups()
    zone = "+00:00" if utc else f"{sign.replace(' ', '+')}{offset}"
    return int(datetime.fromisoformat(f"{moment}{zone}").timestamp())
