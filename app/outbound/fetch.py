"""Fetching an address that somebody else named, without being their hands inside our network.

Every address of the name has to be public, and the connection goes to one of those
that were looked at: a name that means something else a moment later leads nowhere. No redirect
is followed, nothing is unpacked, and size and time are bounded as a whole.
"""

import queue
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import BoundedSemaphore, Thread
from typing import Any, cast

import structlog
from flask import Flask, current_app

from app.config import Settings
from app.outbound import address as outbound_address
from app.outbound import http_get
from app.outbound.address import Destination
from app.outbound.http_get import Deadline, Fetched, State, UnusableAnswerError

DEADLINE = 10.0  # seconds for everything, from the name to the last byte
NOTHING = State()

# The family and the socket address, as the system gives them.
SocketAddress = tuple[int, tuple[Any, ...]]
Resolver = Callable[[str, int], list[SocketAddress]]

log = structlog.get_logger("stagedoor")


class OutboundError(Exception):
    """Nothing was fetched. ``reason`` is one word.

    address (its text), host (its addresses), answer, redirect, size, time or busy.
    ``status`` is that of an answer that was none to take.
    """

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.status = reason, status


def register(app: Flask, settings: Settings) -> None:
    """Give the app what it fetches with."""
    # One thread of each process waits for no answer from outside, however slow they are.
    slots = BoundedSemaphore(max(1, settings.threads - 1))
    app.extensions["outbound"] = Outbound(allow_http=settings.fetch_over_http, slots=slots)


def fetch(url: str, *, max_bytes: int, seconds: float = DEADLINE) -> bytes:
    """``Outbound.fetch`` of the app's own instance. Call it without an open transaction."""
    outbound: Outbound = current_app.extensions["outbound"]
    return outbound.fetch(url, max_bytes=max_bytes, seconds=seconds)


def ask_system(host: str, port: int) -> list[SocketAddress]:
    """Every A and AAAA answer; raises OSError for a name that does not exist."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, address) for family, _type, _protocol, _name, address in answers]


@dataclass(frozen=True)
class Outbound:
    """The one way out, for as many at once as there are ``slots``.

    ``admitted`` are IP addresses that count as public: tests need loopback.
    """

    allow_http: bool = False
    resolve: Resolver = ask_system
    admitted: frozenset[str] = frozenset()
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
    slots: BoundedSemaphore = field(default_factory=BoundedSemaphore)

    def fetch(self, url: str, *, max_bytes: int, seconds: float = DEADLINE) -> bytes:
        """The body of a 200 answer to GET; raises OutboundError."""
        fetched = self.fetch_news(url, max_bytes=max_bytes, seconds=seconds)
        return cast(Fetched, fetched).body  # None answers a condition, and there was none

    def fetch_news(
        self, url: str, *, state: State = NOTHING, max_bytes: int, seconds: float = DEADLINE
    ) -> Fetched | None:
        """As ``fetch``, with the answer's state; None when that is still the one in ``state``."""
        try:
            destination = outbound_address.parse(url, allow_http=self.allow_http)
        except ValueError:
            raise OutboundError("address") from None
        if not self.slots.acquire(blocking=False):
            raise OutboundError("busy")
        try:
            return self._get(destination, state, max_bytes, Deadline(seconds))
        except OutboundError as error:
            log.info("not fetched", host=destination.host, reason=error.reason)
            raise
        finally:
            self.slots.release()

    def _get(
        self, destination: Destination, state: State, max_bytes: int, deadline: Deadline
    ) -> Fetched | None:
        try:
            addresses = self._look_up(destination, deadline)
            with self._connect(destination, addresses, deadline) as connection:
                return http_get.get(
                    connection, destination, max_bytes=max_bytes, deadline=deadline, state=state
                )
        except UnusableAnswerError as error:
            raise OutboundError(str(error), error.status) from None
        except TimeoutError:
            raise OutboundError("time") from None
        except (OSError, ValueError, HTTPException):
            raise OutboundError("answer") from None

    def _look_up(self, destination: Destination, deadline: Deadline) -> list[SocketAddress]:
        """The addresses of the name, if all of them are public."""
        addresses = self._resolve_in_time(destination, deadline)
        # One word for no address and for one of ours: who asks learns nothing of our names.
        if not addresses or not all(self._may_reach(address[0]) for _family, address in addresses):
            raise OutboundError("host")
        return addresses

    def _resolve_in_time(self, destination: Destination, deadline: Deadline) -> list[SocketAddress]:
        # In a thread, since a name server may be slow on purpose and nothing interrupts this call.
        answers: queue.SimpleQueue[list[SocketAddress]] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self.resolve(destination.host, destination.port))
            except (OSError, ValueError):
                answers.put([])

        Thread(target=ask, daemon=True).start()
        try:
            return answers.get(timeout=deadline.left())
        except queue.Empty:
            raise TimeoutError from None

    def _may_reach(self, address: str) -> bool:
        return address in self.admitted or outbound_address.is_public(address)

    def _connect(
        self, destination: Destination, addresses: list[SocketAddress], deadline: Deadline
    ) -> socket.socket:
        """A connection to one of ``addresses``; with https it is encrypted, for the name asked."""
        plain = _open_first(addresses, deadline)
        if destination.scheme == "http":
            return plain
        try:
            plain.settimeout(deadline.left())
            return self.tls().wrap_socket(plain, server_hostname=destination.host)
        except BaseException:
            plain.close()
            raise


def _open_first(addresses: list[SocketAddress], deadline: Deadline) -> socket.socket:
    """A socket connected to the first that accepts; each gets its share of the time."""
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
