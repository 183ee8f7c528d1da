"""The servers that are measured: each the same one, with one worker."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.serving.server_command import server_command
from benchmarks import load
from tests.support.live_server import find_free_port
from tests.support.settings import environment_for_server, make_settings

THREADS = {"sqlite": 1, "postgresql": 4}
OURS = "wsgi:app"


@contextmanager
def serve(apps: tuple[str, ...], engine: str, url: str, home: Path) -> Iterator[dict[str, int]]:
    """Run each of ``apps`` on the database at ``url``; yields the port of each."""
    settings = {"database_url": url, "stagedoor_home": home, "rate_limits": True}
    environment = environment_for_server(**settings, rate_limit_api="9999999 per minute")
    servers, ports = [], {}
    try:
        for app in apps:
            ports[app] = find_free_port()
            servers.append(_start(app, ports[app], THREADS[engine], environment, home))
        for port in ports.values():
            _wait_for(port)
        yield ports
    finally:
        for server in servers:
            server.terminate()
            server.wait(10)


def _start(
    app: str, port: int, threads: int, environment: dict[str, str], home: Path
) -> "subprocess.Popen[bytes]":
    command = f"-m granian --interface wsgi --host 127.0.0.1 --port {port} --workers 1"
    command += f" --blocking-threads {threads} --no-ws {app}"
    parts = [sys.executable, *command.split()]
    if app == OURS:  # as it is served in production
        parts = server_command(make_settings(port=port, web_processes=1))
        environment = {**environment, "WEB_THREADS": str(threads)}
    with (home / f"{app.split(':')[0]}.log").open("ab") as log:
        return subprocess.Popen(parts, env=environment, stdout=log, stderr=log)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with suppress(OSError):
            load.ask(port, load.get("/healthz"))
            return
        time.sleep(0.1)
    raise RuntimeError("A server did not start.")
