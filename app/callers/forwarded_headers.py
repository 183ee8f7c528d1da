"""What proxies say about the caller: believed from configured proxies, removed from all others."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import TYPE_CHECKING

import structlog

from app.callers.caller_network import ENVIRON_KEY, Caller, network_of, read_address

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger("stagedoor")

FOR, HOST, PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO"
# Said by proxies of other kinds. Removed, so that no view or library can believe any caller.
OTHERS = frozenset(
    """HTTP_FORWARDED HTTP_X_REAL_IP HTTP_X_CLIENT_IP HTTP_CLIENT_IP HTTP_TRUE_CLIENT_IP
    HTTP_CF_CONNECTING_IP HTTP_X_CLUSTER_CLIENT_IP HTTP_X_ORIGINAL_HOST HTTP_X_ORIGINAL_URL
    HTTP_X_REWRITE_URL HTTP_X_HOST HTTP_X_ORIGINAL_FORWARDED_FOR""".split()
)


class ForwardedHeaders:
    """WSGI middleware: sets address, host and scheme as the proxies of TRUSTED_PROXIES say.

    ``proxies`` is their number, counted from the server, or their networks, separated by commas.
    With a number every direct connection counts as one of them; with networks, only those from
    there. Every request leaves with its Caller, and without any header of this kind.
    """

    def __init__(self, app: "WSGIApplication", proxies: int | str) -> None:
        self._app = app
        self._count = proxies if isinstance(proxies, int) else None
        self._networks = read_networks(proxies) if isinstance(proxies, str) else []
        self._has_warned = False

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass the request on. One of our own, made within the process, is left as it is."""
        if ENVIRON_KEY not in environ:
            self._read(environ)
        return self._app(environ, start_response)

    def _read(self, environ: "WSGIEnvironment") -> None:
        sent = _take_headers(environ)
        peer = environ.get("REMOTE_ADDR", "")
        if not sent:
            caller = _direct_caller(peer, "HTTP_VIA" in environ)
            environ[ENVIRON_KEY], environ["REMOTE_ADDR"] = caller, caller.network
            return
        hops = self._count if self._count is not None else int(self._is_proxy(read_address(peer)))
        if hops:
            # A chain of named proxies may pass the outermost one's host and scheme on, or add
            # to them; the last value is in both cases one that a proxy wrote.
            _set_host_and_scheme(environ, sent, hops if self._count else 1)
        elif FOR in sent:
            self._warn_of(read_address(peer))
        network = network_of(self._origin(peer, _values(sent, FOR)))
        environ[ENVIRON_KEY], environ["REMOTE_ADDR"] = Caller(network), network

    def _warn_of(self, peer: IPv4Address | IPv6Address | None) -> None:
        """Write once that a proxy is not believed; a stranger's header is no news."""
        if peer is not None and peer.is_private and not self._has_warned:
            self._has_warned = True
            log.warning("proxy not trusted", proxy=str(peer))

    def _origin(self, peer: str, chain: list[str]) -> str:
        """The address that began the chain, as far as configured proxies vouch for it."""
        if self._count is not None:
            return chain[-self._count] if 0 < self._count <= len(chain) else peer
        origin = peer
        while self._is_proxy(read_address(origin)) and chain:
            origin = chain.pop()
        return origin

    def _is_proxy(self, address: IPv4Address | IPv6Address | None) -> bool:
        return address is not None and any(address in network for network in self._networks)


def read_networks(text: str) -> list[IPv4Network | IPv6Network]:
    """The networks in ``text``, separated by commas; raises ValueError."""
    return [ip_network(part.strip()) for part in text.split(",")]


@lru_cache(4096)
def _direct_caller(peer: str, by_proxy: bool) -> Caller:
    """Who connects without a word of a proxy; ``by_proxy`` says Via alone."""
    address = read_address(peer)
    return Caller(network_of(peer), bool(address and address.is_loopback and not by_proxy))


def _take_headers(environ: "WSGIEnvironment") -> dict[str, str]:
    names = [name for name in environ if name.startswith("HTTP_X_FORWARDED_") or name in OTHERS]
    return {name: str(environ.pop(name)) for name in names} if names else {}


def _set_host_and_scheme(environ: "WSGIEnvironment", sent: dict[str, str], hops: int) -> None:
    hosts, schemes = _values(sent, HOST), _values(sent, PROTO)
    if len(hosts) >= hops:
        environ["HTTP_HOST"] = hosts[-hops]
    if len(schemes) >= hops and schemes[-hops].lower() in {"http", "https"}:
        environ["wsgi.url_scheme"] = schemes[-hops].lower()


def _values(sent: dict[str, str], name: str) -> list[str]:
    return [value.strip() for value in sent[name].split(",")] if name in sent else []
