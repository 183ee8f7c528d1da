"""Where the server sends news to apps: public https; http on loopback, too, in development."""

import ipaddress

from flask import Flask, current_app

from app.config import settings
from app.outbound import address

# Names that are never those of a public server (RFC 6761, RFC 6762 and ICANN's .internal).
_PRIVATE_NAMES = frozenset({"localhost", "local", "internal"})


def loopback_is_allowed(app: Flask = current_app) -> bool:
    """Whether news may go to a server on this machine."""
    return not settings(app).is_production


def is_allowed(url: str) -> bool:
    """Whether an app may register ``url``. What its name resolves to is checked when it is used."""
    try:
        destination = address.parse(url, allow_http=False, allow_loopback=loopback_is_allowed())
    except ValueError:
        return False
    if destination.scheme == "http":
        return True
    return destination.port == address.PORTS["https"] and _may_be_public(destination.host)


def _may_be_public(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        name, _dot, last = host.rstrip(".").rpartition(".")
        return bool(name) and not last.isdigit() and last.lower() not in _PRIVATE_NAMES
    return address.is_public(host)
