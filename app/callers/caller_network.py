"""The network of the caller, which limits, logs and the audit trail use instead of an address.

Nothing else in ``app`` reads the address of a request; a test holds that.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# One customer gets at least a /64 and chooses each address in it (RFC 6177, RFC 8981), so a
# limit by single addresses would limit no one.
IPV6_PREFIX = 64
NAT64 = IPv6Network("64:ff9b::/96")  # holds an IPv4 address in its last 32 bits (RFC 6052)
UNKNOWN = "unknown"  # the network of every caller whose address cannot be read
ENVIRON_KEY = "stagedoor.caller"

_BRACKETED = re.compile(r"\[([^\[\]]*)\](?::[0-9]{1,5})?")
_WITH_PORT = re.compile(r"([0-9.]+):[0-9]{1,5}")
_LONGEST = 100  # characters; an address with zone and port is shorter


@dataclass(frozen=True)
class Caller:
    """Where a request comes from."""

    network: str
    is_this_machine: bool = False  # by a direct connection, through no proxy


def caller_network() -> str:
    """The network of the current request: an IPv4 address, an IPv6 /64, or ``UNKNOWN``."""
    return find_caller().network


def find_caller() -> Caller:
    """The caller of the current request."""
    # Without the proxy, whose cost is noticeable here.
    return caller_in(request._get_current_object().environ)  # type: ignore[attr-defined]


def caller_in(environ: "WSGIEnvironment") -> Caller:
    """The caller of the request that ``environ`` describes."""
    caller = environ.get(ENVIRON_KEY)
    return (
        caller if isinstance(caller, Caller) else Caller(network_of(environ.get("REMOTE_ADDR", "")))
    )


@lru_cache(4096)  # reading an address takes longer than all else that is done with it
def network_of(text: str) -> str:
    """The canonical text of the network of an address; ``UNKNOWN`` for anything else."""
    address = read_address(text)
    if address is None:
        return UNKNOWN
    if address.version == 4 or address.is_loopback:
        return str(address)
    return str(IPv6Network((address, IPV6_PREFIX), strict=False))


@lru_cache(4096)
def read_address(text: str) -> IPv4Address | IPv6Address | None:
    """The address in ``text``, with or without port, brackets and zone; None for anything else.

    An IPv6 address that stands for an IPv4 address is returned as that.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if match := _BRACKETED.fullmatch(text) or _WITH_PORT.fullmatch(text):
        text = match[1]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return address if isinstance(address, IPv4Address) else _without_ipv4(address)


def _without_ipv4(address: IPv6Address) -> IPv4Address | IPv6Address:
    if address in NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address
