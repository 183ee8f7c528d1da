"""A GET or POST request over an open connection, with a limit on its total time."""

import http.client
import io
import re
import socket
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from werkzeug.datastructures import ResponseCacheControl
from werkzeug.http import parse_cache_control_header, parse_date

from app.outbound.address import PORTS, Destination

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_VALIDATOR = 200  # characters of an ETag or a date; longer ones are not remembered


class UnusableAnswerError(Exception):
    """The response cannot be used; the message is the reason, in one word.

    ``location`` is where a redirect leads, as it was sent; "" when it leads nowhere.
    """

    def __init__(self, reason: str, status: int | None = None, location: str = "") -> None:
        super().__init__(reason)
        self.status, self.location = status, location


@dataclass(frozen=True)
class State:
    """The validators of a response (RFC 9110 section 8.8); "" for one that is missing."""

    etag: str = ""
    last_modified: str = ""

    @property
    def conditions(self) -> dict[str, str]:
        """The headers of a conditional request (RFC 9110 section 13.1)."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


@dataclass(frozen=True)
class Fetched:
    """The body of a response and its state.

    ``max_age`` is for how many seconds it may be reused; None when it does not say.
    """

    body: bytes
    state: State
    max_age: int | None = None


@dataclass(frozen=True)
class Posted:
    """The response to a POST: status, the beginning of its body, and how long it asks to wait."""

    status: int
    body: bytes
    retry_after: int | None  # seconds


class Deadline:
    """The time at which a request must be finished."""

    def __init__(self, seconds: float) -> None:
        """Start now."""
        self._at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that remain; raises TimeoutError when none do."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def get(
    connection: socket.socket,
    destination: Destination,
    *,
    max_bytes: int,
    deadline: Deadline,
    state: State,
) -> Fetched | None:
    """The response; None if ``state`` is still current.

    Raises UnusableAnswerError, OSError or HTTPException.
    """
    # http.client adds Accept-Encoding: identity.
    answer = _send("GET", connection, destination, deadline, headers=state.conditions)
    if answer.status == 304 and state.conditions:
        return None
    return Fetched(_read(answer, max_bytes), _state(answer), _max_age(answer))


def post(
    connection: socket.socket,
    destination: Destination,
    *,
    body: bytes,
    headers: dict[str, str],
    deadline: Deadline,
    max_bytes: int = 0,
) -> Posted:
    """The response with the first ``max_bytes`` of its body; raises OSError or HTTPException."""
    answer = _send("POST", connection, destination, deadline, headers=headers, body=body)
    beginning = answer.read(max_bytes) if max_bytes else b""
    return Posted(answer.status, beginning, _retry_after(answer))


def _send(
    method: str,
    connection: socket.socket,
    destination: Destination,
    deadline: Deadline,
    *,
    headers: dict[str, str],
    body: bytes | None = None,
) -> http.client.HTTPResponse:
    http_connection = http.client.HTTPConnection(destination.host)
    http_connection.sock = _TimedSocket(connection, deadline)
    usual = {"Host": _host_header(destination), "User-Agent": "Stagedoor", "Connection": "close"}
    http_connection.request(method, destination.path, body, usual | headers)
    return http_connection.getresponse()


def _read(answer: http.client.HTTPResponse, max_bytes: int) -> bytes:
    if answer.status != 200:
        is_redirect = 300 <= answer.status < 400
        leads_on = answer.status in REDIRECTS
        location = answer.getheader("Location", "") if leads_on else ""
        raise UnusableAnswerError("redirect" if is_redirect else "answer", answer.status, location)
    # A compressed body could be a thousand times larger.
    if answer.getheader("Content-Encoding", "identity").lower() != "identity":
        raise UnusableAnswerError("answer")
    if answer.length is not None and answer.length > max_bytes:
        raise UnusableAnswerError("size")
    body = answer.read(max_bytes + 1)
    if len(body) > max_bytes:
        raise UnusableAnswerError("size")
    if answer.length:  # Content-Length announced more
        raise UnusableAnswerError("answer")
    return body


def _state(answer: http.client.HTTPResponse) -> State:
    # They are stored and sent back, so only printable ASCII is accepted.
    headers = (answer.getheader(name, "").strip() for name in ("ETag", "Last-Modified"))
    return State(
        *(
            value if value.isascii() and value.isprintable() and len(value) <= MAX_VALIDATOR else ""
            for value in headers
        )
    )


def _max_age(answer: http.client.HTTPResponse) -> int | None:
    """Its freshness lifetime, less its age (RFC 9111 sections 4.2 and 5.1)."""
    header = answer.getheader("Cache-Control", "")
    control = parse_cache_control_header(header, cls=ResponseCacheControl)
    if control.no_store or control.no_cache:
        return 0
    lifetime = control.max_age if control.s_maxage is None else control.s_maxage
    if lifetime is None and (expires := answer.getheader("Expires")) is not None:
        lifetime = _seconds_until(expires, answer.getheader("Date"))
    if lifetime is None:
        return None
    age = answer.getheader("Age", "")
    return max(0, lifetime - (int(age) if re.fullmatch("[0-9]{1,9}", age) else 0))


def _retry_after(answer: http.client.HTTPResponse) -> int | None:
    """What Retry-After says in seconds (RFC 9110 section 10.2.3); None without a usable value."""
    value = answer.getheader("Retry-After", "").strip()
    if re.fullmatch("[0-9]{1,9}", value):
        return int(value)
    return max(0, _seconds_until(value, answer.getheader("Date"))) if value else None


def _seconds_until(expires: str, date: str | None) -> int:
    try:
        until, now = parse_date(expires), parse_date(date)
    except OverflowError:
        return 0
    if until is None:  # what is no date has expired
        return 0
    return int((until - (now or datetime.now(UTC))).total_seconds())


def _host_header(destination: Destination) -> str:
    host = f"[{destination.host}]" if ":" in destination.host else destination.host
    usual = PORTS[destination.scheme] == destination.port
    return host if usual else f"{host}:{destination.port}"


class _TimedSocket:
    """A socket for http.client with the deadline, because a time-out applies to a single read."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection, self._deadline = connection, deadline

    def sendall(self, data: bytes) -> None:
        self._connection.settimeout(self._deadline.left())
        self._connection.sendall(data)

    def makefile(self, *_how: Any) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._connection, self._deadline))

    def close(self) -> None:
        """Do nothing: the code that opened the connection closes it."""


class _TimedReader(io.RawIOBase):
    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection, self._deadline = connection, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._connection.settimeout(self._deadline.left())
        return self._connection.recv_into(buffer)
