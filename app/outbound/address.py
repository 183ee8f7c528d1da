"""Which URLs and IP addresses may be fetched: public ones only."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from app.outbound import special_ranges

PORTS = {"http": 80, "https": 443}
MAX_LENGTH = 2000  # characters
# Characters of a path and query that are not percent-encoded.
_KEPT = "/%:@!$&'()*+,;=~?"


@dataclass(frozen=True)
class Destination:
    """The target of a request; ``path`` includes the query and is encoded."""

    scheme: str
    host: str
    port: int
    path: str


def parse(url: str, *, allow_http: bool) -> Destination:
    """The parts of ``url``; raises ValueError unless it is https, or http where that is allowed.

    It must have a host, port 80 or 443, and no user name or password.
    """
    if not url.isprintable() or set(url) & set(" \\") or len(url) > MAX_LENGTH:
        raise ValueError("text")
    parts = urlsplit(url)
    if parts.scheme not in (PORTS if allow_http else ("https",)) or "@" in parts.netloc:
        raise ValueError("scheme or credentials")
    port = PORTS[parts.scheme] if parts.port is None else parts.port
    host = (parts.hostname or "").encode("idna").decode("ascii")
    if not host or port not in PORTS.values() or "%" in host:
        raise ValueError("host or port")
    query = f"?{parts.query}" if parts.query else ""
    return Destination(parts.scheme, host, port, quote(f"{parts.path or '/'}{query}", safe=_KEPT))


def is_public(text: str) -> bool:
    """Whether this is the IP address of a public server; False for anything else."""
    try:
        return special_ranges.is_public(ipaddress.ip_address(text))
    except ValueError:
        return False
