"""A small load generator: few connections, each asking again as soon as it is answered."""

import multiprocessing
import socket
import statistics
import time
from dataclasses import dataclass

CONNECTIONS = 2


@dataclass(frozen=True)
class Result:
    """Requests a second, and how long one took in milliseconds, by percentile."""

    rate: float
    p50: float
    p95: float
    p99: float


def measure(port: int, requests: list[bytes], status: int, seconds: float) -> Result:
    """Send ``requests`` in turn for so long; every answer must have ``status``."""
    with multiprocessing.get_context("fork").Pool(CONNECTIONS) as pool:
        args = [(port, requests, status, seconds)] * CONNECTIONS
        times = sorted(took for each in pool.starmap(_ask_for, args) for took in each)
    cuts = statistics.quantiles(times, n=100)
    return Result(len(times) / seconds, *(cuts[place - 1] * 1000 for place in (50, 95, 99)))


def get(path: str, token: str = "", **headers: str) -> bytes:
    """The bytes of a GET that keeps its connection."""
    lines = [f"GET {path} HTTP/1.1", "Host: localhost"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def ask(port: int, request: bytes) -> bytes:
    """The head of the answer to one request."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        return ask_again(connection, request)


def read_whole(port: int, request: bytes) -> tuple[float, float, int]:
    """Seconds to the first byte and to the last one of a long answer, and its bytes."""
    size, first, start = 0, 0.0, time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=300) as connection:
        connection.sendall(request)
        while received := connection.recv(1 << 20):
            first = first or time.perf_counter() - start
            size += len(received)
    return first, time.perf_counter() - start, size


def _ask_for(port: int, requests: list[bytes], status: int, seconds: float) -> list[float]:
    expected, times = f"HTTP/1.1 {status} ".encode(), []
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        end = time.perf_counter() + seconds
        while (start := time.perf_counter()) < end:
            head = ask_again(connection, requests[len(times) % len(requests)])
            if not head.startswith(expected):
                raise RuntimeError(f"Unexpected answer: {head[:200]!r}")
            times.append(time.perf_counter() - start)
    return times


def ask_again(connection: socket.socket, request: bytes) -> bytes:
    """The head of the next answer on a connection."""
    connection.sendall(request)
    received = connection.recv(65_536)
    while b"\r\n\r\n" not in received:
        received += connection.recv(65_536)
    head, _, body = received.partition(b"\r\n\r\n")
    _, _, length = head.lower().partition(b"content-length:")
    missing = int(length.split(b"\r\n")[0] or 0) - len(body) if length else 0
    while missing > 0:
        missing -= len(connection.recv(65_536))
    return head
