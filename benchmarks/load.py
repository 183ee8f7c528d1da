"""Sends requests, one after another, on a connection that is kept."""

import socket
import time
from contextlib import closing

from benchmarks.http_request import Request

PATIENCE = 300  # seconds for one answer: an import takes its time


def send(port: int, requests: list[Request]) -> float:
    """Send all requests, each after the answer to the one before; the seconds that it took.

    Raises RuntimeError when an answer has another status than expected.
    """
    wire = [(request.to_bytes(), f"HTTP/1.1 {request.status} ".encode()) for request in requests]
    with closing(connect(port)) as connection:
        start = time.perf_counter()
        for sent, expected in wire:
            head, body = exchange(connection, sent)
            if not head.startswith(expected):
                line = sent.partition(b"\r\n")[0].decode()
                raise RuntimeError(f"Unexpected answer to {line}: {head!r} {body[:500]!r}")
        return time.perf_counter() - start


def ask(port: int, request: Request) -> tuple[dict[str, str], bytes]:
    """The headers, by lower-case name, and the body of one answer of the expected status."""
    with closing(connect(port)) as connection:
        head, body = exchange(connection, request.to_bytes())
    if not head.startswith(f"HTTP/1.1 {request.status} ".encode()):
        raise RuntimeError(f"Unexpected answer to {request.path}: {head[:200]!r} {body[:500]!r}")
    lines = [line.partition(": ") for line in head.decode().split("\r\n")[1:]]
    return {name.lower(): value for name, _colon, value in lines}, body


def connect(port: int) -> socket.socket:
    """A connection to a server of this machine."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def exchange(connection: socket.socket, request: bytes) -> tuple[bytes, bytes]:
    """The head and the body of the answer to a request."""
    connection.sendall(request)
    received = b""
    while b"\r\n\r\n" not in received:
        received += _receive(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        return head, _read_chunks(connection, body)
    _, _, length = lowered.partition(b"content-length:")
    pieces, missing = [body], int(length.split(b"\r\n")[0] or 0) - len(body) if length else 0
    while missing > 0:
        pieces.append(_receive(connection))
        missing -= len(pieces[-1])
    return head, b"".join(pieces)


def _read_chunks(connection: socket.socket, received: bytes) -> bytes:
    while not received.endswith(b"0\r\n\r\n"):
        received += _receive(connection)
    return received


def _receive(connection: socket.socket) -> bytes:
    received = connection.recv(1 << 18)
    if not received:
        raise RuntimeError("The server closed the connection.")
    return received
