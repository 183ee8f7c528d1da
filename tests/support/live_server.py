"""The real server, as in production: granian with worker processes, started for a test."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from subprocess import Popen

import pytest

from app.serving.server_command import server_command
from tests.support.preloaded import ForkedProcess, start_module
from tests.support.settings import environment_for_server, make_settings

PROJECT = Path(__file__).parents[2]
START_SECONDS = 30
STOP_SECONDS = 10


class LiveServer:
    """A server in processes of its own: ``url`` reaches it, ``log`` tells what it wrote."""

    def __init__(
        self,
        log_path: Path,
        workers: int = 2,
        threads: int = 1,
        start: Callable[..., Popen | ForkedProcess] = start_module,
        **settings,
    ):
        """Start it; ``settings`` are those of the application, above the tests' own."""
        self.port = settings.pop("port", None) or find_free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = log_path
        settings.setdefault("public_url", self.url)
        self.process = start(
            quick_command(port=self.port, web_processes=workers, **settings),
            environment_for_server(web_threads=threads, **settings),
            log_path,
        )

    @property
    def log(self) -> str:
        """Return everything that the server wrote so far."""
        return self.log_path.read_text(errors="replace")

    def wait_until_ready(self) -> None:
        """Return when /readyz answers 200; raise with the server's log when it does not."""
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server did not become ready. Its log:\n{self.log}")
            time.sleep(0.05)

    def is_ready(self) -> bool:
        """Whether /readyz answers 200."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """Ask it to end, then end whatever of it is left."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start_from_scratch(command: list[str], env: dict[str, str], log: Path) -> Popen:
    """Run the command as an operator does, in a Python that has loaded nothing yet."""
    with log.open("ab") as output:
        return Popen(
            command,
            cwd=PROJECT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def quick_command(**settings) -> list[str]:
    """Return the command of ``stagedoor serve``, with less patience at its end."""
    command = server_command(make_settings(**settings))
    # Whatever does not end is no reason to wait.
    command[command.index("--workers-kill-timeout") + 1] = "3"
    return command


def find_free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def start_server(tmp_path, database_url):
    """A function that starts a server; it takes the options of LiveServer."""
    servers = []

    def start(**options) -> LiveServer:
        options = {"database_url": database_url, "stagedoor_home": tmp_path, **options}
        servers.append(LiveServer(tmp_path / f"server-{len(servers)}.log", **options))
        servers[-1].wait_until_ready()
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def live_server(start_server) -> LiveServer:
    """A running server with two worker processes on the test's database."""
    return start_server()
