"""Instants as text: RFC 3339 in UTC with ``Z``, the way every API answer writes them."""

import re
from datetime import UTC, datetime

_DIGITS = "dddd-dd-ddTdd:dd:dd".replace("d", "[0-9]")
# A space where "+" was meant: in a query, an unencoded "+" is one.
_INSTANT = re.compile(rf"({_DIGITS})(?:\.[0-9]{{1,9}})?(?:(Z)|([ +-])([0-9]{{2}}:[0-9]{{2}}))")


def rfc3339(epoch: int) -> str:
    """``epoch`` seconds as ``2027-03-27T19:00:00Z``."""
    moment = datetime.fromtimestamp(epoch, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_instant(text: str) -> int:
    """Whole epoch seconds of an RFC 3339 instant with ``Z`` or an offset; raises ValueError."""
    match = _INSTANT.fullmatch(text.upper())
    if match is None:
        raise ValueError("no RFC 3339 instant")
    moment, utc, sign, offset = match.groups()
    zone = "+00:00" if utc else f"{sign.replace(' ', '+')}{offset}"
    return int(datetime.fromisoformat(f"{moment}{zone}").timestamp())
