"""Many HTTP requests at one instant, from several processes, to find out who wins."""

import http.client
import json
import multiprocessing
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

PATIENCE = 30  # seconds for one connection, one barrier, one round


@dataclass(frozen=True)
class Call:
    """One request to send; build it with ``form_call`` or ``json_call`` where it has a body."""

    url: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def wire_bytes(self) -> tuple[bytes, bytes]:
        """Return the request in two parts; the server starts on it when the second comes."""
        target = urlsplit(self.url)
        path = target.path + (f"?{target.query}" if target.query else "")
        headers = {
            "Host": target.netloc,
            "Connection": "close",
            "Content-Length": str(len(self.body)),
            **self.headers,
        }
        lines = [f"{self.method} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode()[:-1], b"\n" + self.body


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    @property
    def json(self) -> Any:
        """Return the body read as JSON."""
        return json.loads(self.body)


def form_call(url: str, fields: dict[str, str], headers: dict[str, str] | None = None) -> Call:
    """Return a POST with a form as its body."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return Call(url, "POST", {**kind, **(headers or {})}, urlencode(fields).encode())


def json_call(url: str, body: Any, headers: dict[str, str] | None = None) -> Call:
    """Return a POST with JSON as its body."""
    kind = {"Content-Type": "application/json"}
    return Call(url, "POST", {**kind, **(headers or {})}, json.dumps(body).encode())


class HTTPRace:
    """Processes that wait for a round's calls and send them all at one instant.

    They live for many rounds, so that a round costs no more than its requests.
    """

    def __init__(self, processes: int = 4):
        """Start so many processes, from one that has loaded this module."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        # Kept, because the processes find it only as long as it lives here.
        self._barrier = context.Barrier(processes)
        self._pipes = []
        self._processes = []
        for _ in range(processes):
            ours, theirs = context.Pipe()
            process = context.Process(target=run_rounds, args=(theirs, self._barrier), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)

    def run(self, calls: Sequence[Call]) -> list[Answer]:
        """Send all calls at once, shared out among the processes; return their answers in order."""
        shares = [calls[number :: len(self._pipes)] for number in range(len(self._pipes))]
        for pipe, share in zip(self._pipes, shares, strict=True):
            pipe.send(share)
        results = [receive(pipe) for pipe in self._pipes]
        self._raise_first_error(results)
        answers: list[Answer] = [Answer(0, b"")] * len(calls)
        for number, share in enumerate(results):
            answers[number :: len(self._pipes)] = share
        return answers

    def _raise_first_error(self, results) -> None:
        errors = [result for result in results if isinstance(result, Exception)]
        if errors:
            self._barrier.reset()  # one process that gave up has broken it for the others
            raise ExceptionGroup("A round of requests failed", errors)

    def close(self) -> None:
        """End the processes."""
        for pipe, process in zip(self._pipes, self._processes, strict=True):
            pipe.close()
            process.join(PATIENCE)
            process.kill()


def receive(pipe) -> list[Answer] | Exception:
    """Return a share's answers, or what its process met; raise TimeoutError when neither comes."""
    if not pipe.poll(3 * PATIENCE):
        raise TimeoutError(f"A round of requests took longer than {3 * PATIENCE} seconds.")
    return pipe.recv()


def run_rounds(pipe, barrier) -> None:
    """In a process of its own: play round after round until the pipe closes."""
    while True:
        try:
            calls = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(send_at_once(calls, barrier))
        except Exception as error:
            barrier.abort()
            pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))


def send_at_once(calls: Sequence[Call], barrier) -> list[Answer]:
    """Bring every request to the brink, wait for the other processes, let go, collect."""
    connections = [open_connection(call) for call in calls]
    try:
        lasts = [hold_back_end(*pair) for pair in zip(connections, calls, strict=True)]
        barrier.wait(PATIENCE)
        for connection, last in zip(connections, lasts, strict=True):
            connection.sendall(last)
        return [read_answer(*pair) for pair in zip(connections, calls, strict=True)]
    finally:
        for connection in connections:
            connection.close()


def open_connection(call: Call) -> socket.socket:
    """Return a connection to the call's server."""
    target = urlsplit(call.url)
    connection = socket.create_connection((target.hostname, target.port or 80), PATIENCE)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def hold_back_end(connection: socket.socket, call: Call) -> bytes:
    """Send all but the end of the request; return the end."""
    start, end = call.wire_bytes()
    connection.sendall(start)
    return end


def read_answer(connection: socket.socket, call: Call) -> Answer:
    """Return the server's answer."""
    response = http.client.HTTPResponse(connection, method=call.method)
    response.begin()
    return Answer(response.status, response.read())


@pytest.fixture(scope="session")
def race():
    """Four processes; ``race.run(calls)`` sends the calls at one instant."""
    race = HTTPRace()
    yield race
    race.close()
