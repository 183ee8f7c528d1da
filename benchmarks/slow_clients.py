"""What strangers who send slowly cost everybody else, before and after; and what that costs a feed.

Sixty-four bodies a byte at a time, 250 requests that never end their headers and 40 long polls are
open at once, while a browser's start page, ``/healthz`` and the feed are read.
"""

import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from app.serving.server_command import server_command
from benchmarks import load
from benchmarks.http_request import get
from benchmarks.installation.installation import install
from benchmarks.servers import Server, run
from benchmarks.stagedoor.reads import EVENTS as TEAM
from benchmarks.stagedoor.reads import PAGE, find_sync_token
from tests.support.live_server import find_free_port
from tests.support.settings import environment_for_server, make_settings

BODIES, HEADS, POLLS = 64, 250, 40
SECONDS = 20  # of reading beside them
LONGEST = 5.0  # seconds a reader waits for an answer
ROUNDS, READS = 20, 150  # of the feed, by each server in turn
BODY = (
    b"POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
)
HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory(prefix="stagedoor-slow-") as folder:
        url = f"sqlite:///{folder}/bench.db"
        tokens = install(url, Path(folder)).access_tokens
        print(f"{BODIES} slow bodies, {HEADS} open heads, {POLLS} long polls; two processes")
        for name, threads in (("before", 2), ("after", 0)):
            with serve(name, url, Path(folder), web_threads=threads) as server:
                print_readers(name, server, tokens)
        print_cost(url, Path(folder), tokens)


def command(name: str, port: int, processes: int, threads: int) -> list[str]:
    """The command of ``stagedoor serve``, or (``before``) what it was by WSGI."""
    if name == "after":
        return server_command(make_settings(port=port, web_processes=processes))
    options = f"--interface wsgi --host 127.0.0.1 --port {port} --workers {processes} --no-ws"
    options += f" --blocking-threads {threads} --factory wsgi:serve"
    return [sys.executable, "-m", "granian", *options.split()]


@contextmanager
def serve(
    name: str, url: str, home: Path, *, processes: int = 2, web_threads: int = 0
) -> Iterator[Server]:
    """Run the server ``before`` or ``after``."""
    settings = {"database_url": url, "stagedoor_home": home, "log_level": "ERROR"}
    environment = environment_for_server(**settings, web_threads=web_threads)
    port = find_free_port()
    named = command(name, port, processes, web_threads)
    with run(named, environment, port, home / f"{name}.log") as server:
        yield server


def print_readers(name: str, server: Server, tokens: list[str]) -> None:
    """How long readers wait while the slow ones are there, and how many of those are closed."""
    requests = {
        "/healthz": get("/healthz", connection="close").to_bytes(),
        "/": get("/", connection="close", accept="text/html").to_bytes(),
        "feed": get(PAGE, tokens[0], connection="close").to_bytes(),
    }
    slow = open_slow(server.port, poll(server.port, tokens[0]))
    stop = threading.Event()
    dripping = threading.Thread(target=drip, args=(slow[:BODIES], stop))
    dripping.start()
    time.sleep(1)
    times: dict[str, list[float]] = {each: [] for each in requests}
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        for each, request in requests.items():
            times[each].append(read(server.port, request))
            time.sleep(0.02)
    stop.set()
    dripping.join()
    groups = {"bodies": slow[:BODIES], "heads": slow[BODIES : BODIES + HEADS]}
    print(f"\n{name:<10}{'answered':>10}{'p50 ms':>10}{'p95 ms':>10}")
    for each, took in times.items():
        answered = sum(one < LONGEST for one in took)
        cuts = statistics.quantiles(took, n=100)
        of_all = f"{answered}/{len(took)}"
        print(f"{each:<10}{of_all:>10}{cuts[49] * 1000:>10.0f}{cuts[94] * 1000:>10.0f}")
    for each, connections in groups.items():
        closed = sum(is_closed(one) for one in connections)
        print(f"{each} closed by the server: {closed}/{len(connections)}")
    for connection in slow:
        connection.close()


def poll(port: int, token: str) -> bytes:
    """A call that waits 25 seconds for news."""
    known = urlencode({"wait": 25, "sync_token": find_sync_token(partial(load.ask, port), token)})
    return get(f"{TEAM}/changes?{known}", token).to_bytes()


def open_slow(port: int, waiting: bytes) -> list[socket.socket]:
    """The connections of the slow ones: bodies, heads, polls."""
    connections = []
    for beginning in [BODY] * BODIES + [HEAD] * HEADS + [waiting] * POLLS:
        connections.append(socket.create_connection(("127.0.0.1", port), timeout=5))
        connections[-1].sendall(beginning)
    return connections


def drip(connections: list[socket.socket], stop: threading.Event) -> None:
    """Send each a byte a second."""
    while not stop.wait(1):
        for connection in connections:
            with suppress(OSError):
                connection.sendall(b"x")


def is_closed(connection: socket.socket) -> bool:
    """Whether the server has ended it."""
    connection.setblocking(False)
    try:
        while connection.recv(65_536):
            pass
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True


def read(port: int, request: bytes) -> float:
    """How long one answer took in seconds, or ``LONGEST``."""
    start = time.perf_counter()
    with suppress(OSError), closing(socket.socket()) as connection:
        connection.settimeout(LONGEST)
        connection.connect(("127.0.0.1", port))
        connection.sendall(request)
        while connection.recv(65_536):
            pass
        return time.perf_counter() - start
    return LONGEST


def print_cost(url: str, home: Path, tokens: list[str]) -> None:
    """Processor time of a feed page through either server, in turns; one process, one thread."""
    requests = [get(PAGE, token).to_bytes() for token in tokens]
    costs: dict[str, list[float]] = {"before": [], "after": []}
    with (
        serve("before", url, home, processes=1, web_threads=1) as before,
        serve("after", url, home, processes=1, web_threads=1) as after,
    ):
        for _round in range(ROUNDS):
            for name, server in (("before", before), ("after", after)):
                costs[name].append(cost(server, requests))
    print(f"\n{'feed, CPU':<10}{'best us':>10}{'quarter':>10}{'median us':>10}")
    for name, each in costs.items():
        cuts = statistics.quantiles(each, n=4)
        print(f"{name:<10}{min(each):>10.0f}{cuts[0]:>10.0f}{cuts[1]:>10.0f}")
    ratios = [b / a for a, b in zip(costs["before"], costs["after"], strict=True)]
    print(f"after / before: best {min(costs['after']) / min(costs['before']):.2f}, ", end="")
    print(f"median of the turns {statistics.median(ratios):.2f}")


def cost(server: Server, requests: list[bytes]) -> float:
    """Microseconds of processor time a request."""
    with closing(load.connect(server.port)) as connection:
        load.exchange(connection, requests[0])
        start = server.processor_seconds()
        for number in range(READS):
            load.exchange(connection, requests[number % len(requests)])
        return (server.processor_seconds() - start) / READS * 1e6


if __name__ == "__main__":
    main()
