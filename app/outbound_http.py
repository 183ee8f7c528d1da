"""One GET over a connection that is open already, within a time that holds for all of it."""

import http.client
import io
import socket
import time
from typing import Any

from app.outbound_address import PORTS, Destination


class UnusableAnswerError(Exception):
    """The answer is none we can take; its text is one word."""


class Deadline:
    """The moment by which everything has to be over."""

    def __init__(self, seconds: float) -> None:
        """Begin to count."""
        self._at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that remain; raises TimeoutError when none do."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def get(
    connection: socket.socket, destination: Destination, *, max_bytes: int, deadline: Deadline
) -> bytes:
    """The body of the answer; raises UnusableAnswerError, OSError or HTTPException."""
    asking = http.client.HTTPConnection(destination.host)
    asking.sock = _TimedSocket(connection, deadline)
    headers = {"Host": _host_header(destination), "User-Agent": "Stagedoor", "Connection": "close"}
    asking.request("GET", destination.path, headers=headers)  # says itself: no compression
    return _read(asking.getresponse(), max_bytes)


def _read(answer: http.client.HTTPResponse, max_bytes: int) -> bytes:
    if answer.status != 200:
        raise UnusableAnswerError("redirect" if 300 <= answer.status < 400 else "answer")
    # What comes packed all the same might be a thousand times larger unpacked.
    if answer.getheader("Content-Encoding", "identity").lower() != "identity":
        raise UnusableAnswerError("answer")
    if answer.length is not None and answer.length > max_bytes:
        raise UnusableAnswerError("size")
    body = answer.read(max_bytes + 1)
    if len(body) > max_bytes:
        raise UnusableAnswerError("size")
    if answer.length:  # it said that there was more
        raise UnusableAnswerError("answer")
    return body


def _host_header(destination: Destination) -> str:
    host = f"[{destination.host}]" if ":" in destination.host else destination.host
    usual = PORTS[destination.scheme] == destination.port
    return host if usual else f"{host}:{destination.port}"


class _TimedSocket:
    """What http.client needs of a socket. A time-out for each read would begin anew each time."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection, self._deadline = connection, deadline

    def sendall(self, data: bytes) -> None:
        self._connection.settimeout(self._deadline.left())
        self._connection.sendall(data)

    def makefile(self, *_how: Any) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._connection, self._deadline))

    def close(self) -> None:
        """Whoever opened the connection closes it."""


class _TimedReader(io.RawIOBase):
    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection, self._deadline = connection, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._connection.settimeout(self._deadline.left())
        return self._connection.recv_into(buffer)
