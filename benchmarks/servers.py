"""The servers that are measured: each the same one, with one worker if nothing else is said."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.serving.server_command import server_command, server_environment
from benchmarks import load, processor_time
from benchmarks.http_request import Request
from benchmarks.processor_time import Megabytes
from tests.support.live_server import find_free_port
from tests.support.settings import environment_for_server, make_settings

PROJECT = Path(__file__).parents[1]
THREADS = {"sqlite": 1, "postgresql": 4}
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server: its port and its first process."""

    port: int
    pid: int

    def processor_seconds(self) -> float:
        """The processor time of all its processes so far."""
        return processor_time.of_processes(processor_time.family_of(self.pid))

    def megabytes(self) -> list[Megabytes]:
        """The memory of its processes, the first one's first."""
        return list(map(processor_time.megabytes, processor_time.family_of(self.pid)))


def stagedoor_settings(database_url: str, home: Path) -> dict[str, object]:
    """What differs from the tests' settings: production's limits, but for the number of calls."""
    return {
        "database_url": database_url,
        "stagedoor_home": home,
        "public_url": "http://localhost",
        "rate_limits": True,
        "rate_limit_api": "9999999 per minute",
    }


@contextmanager
def serve_stagedoor(
    engine: str, database_url: str, home: Path, processes: int = 1, **changes: object
) -> Iterator[Server]:
    """Run Stagedoor as ``stagedoor serve`` does."""
    settings = {**stagedoor_settings(database_url, home), "web_processes": processes, **changes}
    chosen = environment_for_server(web_threads=THREADS[engine], **settings)
    environment = server_environment(chosen)
    port = find_free_port()
    command = server_command(make_settings(port=port, web_processes=processes))
    with run(command, environment, port, home / "stagedoor.log") as server:
        yield server


@contextmanager
def serve_peer(
    target: str,
    engine: str,
    environment: dict[str, str],
    home: Path,
    python: Path = Path(sys.executable),
) -> Iterator[Server]:
    """Run a WSGI application, ``module:name``, with the same server."""
    port = find_free_port()
    options = {
        "interface": "wsgi",
        "host": "127.0.0.1",
        "port": port,
        "workers": 1,
        "blocking-threads": THREADS[engine],
        "log-level": "warning",
    }
    named = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    command = [str(python), "-m", "granian", *named, "--no-ws", target]
    log = home / f"{target.partition(':')[0]}.log"
    with run(command, {"PATH": os.environ["PATH"], **environment}, port, log) as server:
        yield server


@contextmanager
def run(command: list[str], environment: dict[str, str], port: int, log: Path) -> Iterator[Server]:
    """Run a server until the block ends; it has answered once."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=PROJECT,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        wait_until_ready(process, port, log)
        yield Server(port, process.pid)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return after the first answer, of whatever status; raise with the log if there is none."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), load.connect(port) as connection:
            load.exchange(connection, Request("/healthz").to_bytes())
            return
        time.sleep(0.02)
    raise RuntimeError(f"A server did not start. Its log:\n{log.read_text(errors='replace')}")
