"""How long ``stagedoor serve`` takes until it answers, and its processor time until then."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import processor_time
from benchmarks.databases import Databases
from benchmarks.installation.installation import install
from benchmarks.progress import note
from benchmarks.servers import THREADS, run, stagedoor_settings
from benchmarks.targets import Verdict
from tests.support.live_server import find_free_port
from tests.support.settings import environment_for_server

MOST = 2.0  # seconds
TRIES = 3
COMMAND = [str(Path(sys.executable).with_name("stagedoor")), "serve"]


@dataclass(frozen=True)
class Start:
    """The quickest start of one worker."""

    engine: str
    seconds: float
    processor_seconds: float


def measure_start(databases: Databases) -> Start:
    """Start it several times on a database that is ready; the first try fills the caches."""
    note(f"{databases.engine}: cold start")
    url, home = databases.create()
    install(url, home, events=1)
    starts = [start_once(databases.engine, url, home) for _try in range(TRIES + 1)]
    return min(starts[1:], key=lambda start: start.seconds)


def start_once(engine: str, url: str, home: Path) -> Start:
    """Start it, wait for the first answer, stop it."""
    port, log = find_free_port(), home / "start.log"
    settings = stagedoor_settings(url, home)
    environment = environment_for_server(
        port=port, web_processes=1, web_threads=THREADS[engine], **settings
    )
    begin = time.perf_counter()
    with run(COMMAND, environment, port, log) as server:
        took = time.perf_counter() - begin
        used = processor_time.of_processes(processor_time.family_of(server.pid))
    return Start(engine, took, used)


def print_start(start: Start) -> None:
    """One line."""
    print(
        f"\ncold start of one worker, {start.engine}: first answer after {start.seconds:.1f} s,"
        f" {start.processor_seconds:.1f} s of processor time"
    )


def start_verdicts(start: Start) -> tuple[Verdict, Verdict]:
    """Whether it is quick enough, by the clock and, on a busy machine, by processor time."""
    return (
        Verdict("cold start, s", start.engine, start.seconds, MOST, at_least=False),
        Verdict(
            "cold start, s of processor time",
            start.engine,
            start.processor_seconds,
            MOST,
            at_least=False,
        ),
    )
