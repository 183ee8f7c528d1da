"""How long ``stagedoor serve`` takes until it answers, and its processor time until then.

Also that of a worker which takes the place of a killed one.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import processor_time
from benchmarks.databases import Databases
from benchmarks.installation.installation import install
from benchmarks.progress import note
from benchmarks.servers import START_SECONDS, THREADS, Server, run, stagedoor_settings
from benchmarks.targets import Verdict
from tests.support.live_server import find_free_port
from tests.support.settings import environment_for_server

MOST = 2.0  # seconds
TRIES = 3
PROCESSES = (1, 2)  # workers; two is the default
LOOK = 1.0  # seconds between two looks at a new worker
RESTING = 0.05  # seconds of processor time between them, when it has started
COMMAND = [str(Path(sys.executable).with_name("stagedoor")), "serve"]


@dataclass(frozen=True)
class Start:
    """The quickest start of a server with so many workers."""

    engine: str
    processes: int
    seconds: float
    processor_seconds: float
    replacing: float  # seconds of processor time of a worker in the place of a killed one


def measure_start(databases: Databases) -> Iterator[Start]:
    """Start servers several times on a database that is ready; the first try fills the caches."""
    note(f"{databases.engine}: cold start")
    url, home = databases.create()
    install(url, home, events=1)
    for processes in PROCESSES:
        tries = [start_once(databases.engine, url, home, processes) for _try in range(TRIES + 1)]
        yield min(tries[1:], key=lambda start: start.seconds)


def start_once(engine: str, url: str, home: Path, processes: int) -> Start:
    """Start it, wait for the first answer, kill a worker, stop it."""
    port, log = find_free_port(), home / "start.log"
    settings = stagedoor_settings(url, home)
    environment = environment_for_server(
        port=port, web_processes=processes, web_threads=THREADS[engine], **settings
    )
    begin = time.perf_counter()
    with run(COMMAND, environment, port, log) as server:
        took = time.perf_counter() - begin
        used = processor_time.of_processes(processor_time.family_of(server.pid))
        return Start(engine, processes, took, used, replace_worker(server))


def replace_worker(server: Server) -> float:
    """Kill a worker; the processor time of the next one until it rests."""
    before = processor_time.family_of(server.pid)
    os.kill(before[-1], signal.SIGKILL)
    deadline = time.monotonic() + START_SECONDS
    used, former = 0.0, -1.0
    while used - former > RESTING and time.monotonic() < deadline:
        time.sleep(LOOK)
        new = set(processor_time.family_of(server.pid)) - set(before)
        used, former = processor_time.of_processes(list(new)), used
    return used


def print_start(start: Start) -> None:
    """One line."""
    print(
        f"\ncold start with WEB_PROCESSES={start.processes}, {start.engine}:"
        f" first answer after {start.seconds:.2f} s,"
        f" {start.processor_seconds:.2f} s of processor time;"
        f" a worker in the place of a killed one takes {start.replacing:.2f} s of it"
    )


def start_verdicts(start: Start) -> tuple[Verdict, Verdict]:
    """Whether it is quick enough, by the clock and, on a busy machine, by processor time."""
    return (
        Verdict(
            f"cold start of {start.processes}, s", start.engine, start.seconds, MOST, at_least=False
        ),
        Verdict(
            f"cold start of {start.processes}, s of processor time",
            start.engine,
            start.processor_seconds,
            MOST,
            at_least=False,
        ),
    )
