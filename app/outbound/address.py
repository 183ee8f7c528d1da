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

    @property
    def is_http_on_loopback(self) -> bool:
        """Whether this is plain http to the machine itself, by an address or as localhost."""
        return self.scheme == "http" and (self.host == "localhost" or is_loopback(self.host))


def parse(url: str, *, allow_http: bool, allow_loopback: bool = False) -> Destination:
    """The parts of ``url``; raises ValueError unless it is https, or http where that is allowed.

    It must have a host, port 80 or 443, and no user name or password. With ``allow_loopback`` it
    may also be http on any port of the machine itself.
    """
    if not url.isprintable() or set(url) & set(" \\") or len(url) > MAX_LENGTH:
        raise ValueError("text")
    parts = urlsplit(url)
    if parts.scheme not in PORTS or "@" in parts.netloc:
        raise ValueError("scheme or credentials")
    port = PORTS[parts.scheme] if parts.port is None else parts.port
    host = (parts.hostname or "").encode("idna").decode("ascii")
    query = f"?{parts.query}" if parts.query else ""
    path = quote(f"{parts.path or '/'}{query}", safe=_KEPT)
    destination = Destination(parts.scheme, host, port, path)
    if allow_loopback and destination.is_http_on_loopback and port:
        return destination
    if parts.scheme == "http" and not allow_http:
        raise ValueError("scheme")
    if not host or port not in PORTS.values() or "%" in host:
        raise ValueError("host or port")
    return destination


def is_public(text: str) -> bool:
    """Whether this is the IP address of a public server; False for anything else."""
    try:
        return special_ranges.is_public(ipaddress.ip_address(text))
    except ValueError:
        return False


def is_loopback(text: str) -> bool:
    """Whether this is an IP address of the machine itself."""
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False
