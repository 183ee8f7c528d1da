"""Fetch user-supplied URLs safely: public addresses only (SSRF protection).

Every IP address of the host must be public, and the connection goes to one of the addresses
checked, so changing the DNS record in between has no effect. Redirects are followed only
where the caller allows them, and each is checked as a first address is. Nothing is decompressed,
and size and total time are limited.
"""

import queue
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import BoundedSemaphore, Thread
from typing import Any, cast
from urllib.parse import urldefrag, urljoin

import structlog
from flask import Flask, current_app

from app.cap import BusyError, Cap
from app.config import Settings
from app.outbound import address as outbound_address
from app.outbound import http_get
from app.outbound.address import Destination
from app.outbound.http_get import Deadline, Fetched, Posted, State, UnusableAnswerError

DEADLINE = 10.0  # seconds in total, from the DNS query to the last byte
NOTHING = State()

# Family and socket address, as in getaddrinfo().
SocketAddress = tuple[int, tuple[Any, ...]]
Resolver = Callable[[str, int], list[SocketAddress]]

log = structlog.get_logger("stagedoor")


class OutboundError(Exception):
    """The fetch failed. ``status`` is that of an unusable response, ``location`` of a redirect.

    ``reason`` is address (its text), host (its addresses), answer, redirect, size, time or busy.
    """

    def __init__(self, reason: str, status: int | None = None, location: str = "") -> None:
        super().__init__(reason)
        self.reason, self.status, self.location = reason, status, location


def register(app: Flask, settings: Settings) -> None:
    """Add the app's Outbound."""
    # However slow the external servers are, they hold no more than their share of the threads.
    slots = Cap(max(1, settings.places("outbound_fetches")))
    app.extensions["outbound"] = Outbound(allow_http=settings.fetch_over_http, slots=slots)


def fetch(url: str, *, max_bytes: int, seconds: float = DEADLINE) -> bytes:
    """``Outbound.fetch`` of the current app, for requests. Call it without an open transaction.

    Raises BusyError when other requests hold all places.
    """
    with _busy_error():
        return _of_app().fetch(url, max_bytes=max_bytes, seconds=seconds)


def fetch_response(url: str, *, max_bytes: int, seconds: float = DEADLINE) -> Fetched:
    """Like ``fetch``, with the response's state and how long it may be reused."""
    with _busy_error():
        fetched = _of_app().fetch_news(url, max_bytes=max_bytes, seconds=seconds)
    return cast(Fetched, fetched)  # None only with conditions


@contextmanager
def _busy_error() -> Iterator[None]:
    try:
        yield
    except OutboundError as error:
        if error.reason == "busy":
            raise BusyError from None
        raise


def _of_app() -> "Outbound":
    outbound: Outbound = current_app.extensions["outbound"]
    return outbound


def resolve(host: str, port: int) -> list[SocketAddress]:
    """Every A and AAAA record; raises OSError for a name that does not exist."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, address) for family, _type, _protocol, _name, address in answers]


@dataclass(frozen=True)
class Outbound:
    """Fetches URLs, at most as many at once as there are ``slots``.

    ``admitted`` are IP addresses that count as public, for tests on loopback. ``allow_loopback``
    is for news to apps in development.
    """

    allow_http: bool = False
    allow_loopback: bool = False
    resolve: Resolver = resolve
    admitted: frozenset[str] = frozenset()
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
    slots: BoundedSemaphore = field(default_factory=BoundedSemaphore)

    def fetch(self, url: str, *, max_bytes: int, seconds: float = DEADLINE) -> bytes:
        """The body of a 200 response to GET; raises OutboundError."""
        fetched = self.fetch_news(url, max_bytes=max_bytes, seconds=seconds)
        return cast(Fetched, fetched).body  # None only with conditions

    def fetch_news(
        self,
        url: str,
        *,
        state: State = NOTHING,
        max_bytes: int,
        seconds: float = DEADLINE,
        redirects: int = 0,
    ) -> Fetched | None:
        """Like ``fetch``, with the response's state; None if ``state`` is still current.

        Follows up to ``redirects`` redirects, each of which may only lead where a first address
        may, never from https to http, and never to an address it came from.
        """
        deadline, visited = Deadline(seconds), {url}
        while True:
            try:
                left = deadline.left()
                return self._get(url, state=state, max_bytes=max_bytes, seconds=left)
            except TimeoutError:
                raise OutboundError("time") from None
            except OutboundError as error:
                target = _target(url, error)
                if target is None or target in visited or len(visited) > redirects:
                    raise
                url = target
                visited.add(url)

    def _get(self, url: str, *, state: State, max_bytes: int, seconds: float) -> Fetched | None:
        with self._connection(url, seconds) as (connection, destination, deadline):
            return http_get.get(
                connection, destination, max_bytes=max_bytes, deadline=deadline, state=state
            )

    def post(
        self,
        url: str,
        body: bytes,
        headers: dict[str, str],
        *,
        seconds: float = DEADLINE,
        max_bytes: int = 0,
    ) -> Posted:
        """The response to a POST, up to ``max_bytes`` of it; raises OutboundError without one."""
        with self._connection(url, seconds) as (connection, destination, deadline):
            return http_get.post(
                connection,
                destination,
                body=body,
                headers=headers,
                deadline=deadline,
                max_bytes=max_bytes,
            )

    @contextmanager
    def _connection(
        self, url: str, seconds: float
    ) -> Iterator[tuple[socket.socket, Destination, Deadline]]:
        """A connection to the public server of ``url``, in one of the slots."""
        try:
            destination = outbound_address.parse(
                url, allow_http=self.allow_http, allow_loopback=self.allow_loopback
            )
        except ValueError:
            raise OutboundError("address") from None
        if not self.slots.acquire(blocking=False):
            raise OutboundError("busy")
        try:
            deadline = Deadline(seconds)
            with self._failures(), self._open(destination, deadline) as connection:
                yield connection, destination, deadline
        except OutboundError as error:
            log.info("not fetched", host=destination.host, reason=error.reason)
            raise
        finally:
            self.slots.release()

    def _open(self, destination: Destination, deadline: Deadline) -> socket.socket:
        return self._connect(destination, self._look_up(destination, deadline), deadline)

    @staticmethod
    @contextmanager
    def _failures() -> Iterator[None]:
        try:
            yield
        except UnusableAnswerError as error:
            raise OutboundError(str(error), error.status, error.location) from None
        except TimeoutError:
            raise OutboundError("time") from None
        except (OSError, ValueError, HTTPException):
            raise OutboundError("answer") from None

    def _look_up(self, destination: Destination, deadline: Deadline) -> list[SocketAddress]:
        """The addresses of the host, if all of them are public."""
        addresses = self._resolve_in_time(destination, deadline)
        # The same reason for unknown and internal hosts, which reveals no internal names.
        are_allowed = (self._may_reach(destination, address[0]) for _family, address in addresses)
        if not addresses or not all(are_allowed):
            raise OutboundError("host")
        return addresses

    def _resolve_in_time(self, destination: Destination, deadline: Deadline) -> list[SocketAddress]:
        # In a thread: a name server may be slow on purpose, and the call cannot be interrupted.
        answers: queue.SimpleQueue[list[SocketAddress]] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                answers.put(self.resolve(destination.host, destination.port))
            except (OSError, ValueError):
                answers.put([])

        Thread(target=look_up, daemon=True).start()
        try:
            return answers.get(timeout=deadline.left())
        except queue.Empty:
            raise TimeoutError from None

    def _may_reach(self, destination: Destination, address: str) -> bool:
        if self.allow_loopback and destination.is_http_on_loopback:
            return outbound_address.is_loopback(address)
        return address in self.admitted or outbound_address.is_public(address)

    def _connect(
        self, destination: Destination, addresses: list[SocketAddress], deadline: Deadline
    ) -> socket.socket:
        """A connection to one of ``addresses``; for https with TLS for the host."""
        plain = _open_first(addresses, deadline)
        if destination.scheme == "http":
            return plain
        try:
            plain.settimeout(deadline.left())
            return self.tls().wrap_socket(plain, server_hostname=destination.host)
        except BaseException:
            plain.close()
            raise


def _target(url: str, error: OutboundError) -> str | None:
    """Where the redirect leads; None when it leads nowhere, or away from https."""
    if error.reason != "redirect" or not error.location:
        return None
    try:
        target = urldefrag(urljoin(url, error.location)).url
    except ValueError:
        return None
    return None if url.startswith("https:") and not target.startswith("https:") else target


def _open_first(addresses: list[SocketAddress], deadline: Deadline) -> socket.socket:
    """A socket connected to the first address that accepts; each gets its share of the time."""
    for number, (family, address) in enumerate(addresses):
        opened = socket.socket(family, socket.SOCK_STREAM)
        try:
            opened.settimeout(deadline.left() / (len(addresses) - number))
            opened.connect(address)
        except OSError:
            opened.close()
        else:
            return opened
    deadline.left()
    raise ConnectionError
