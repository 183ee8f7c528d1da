"""A real PgBouncer in front of the tests' PostgreSQL, set up by the reference file."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.support.live_server import PROJECT, find_free_port

REFERENCE = PROJECT / "deploy/pgbouncer/pgbouncer.ini"
START_SECONDS = 10
POOL = 2  # connections to PostgreSQL, for more clients than that


@contextmanager
def run_pgbouncer(server_url: str, **changes: str) -> Iterator[str]:
    """Yield the address of the same database through a pooler; ``changes`` are lines of its file.

    Skips the test where PgBouncer is not installed.
    """
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("PgBouncer is not installed")
    # It refuses to run as root; who runs PostgreSQL may open its socket.
    port, user = find_free_port(), Path(conninfo_to_dict(server_url)["host"]).owner()
    with tempfile.TemporaryDirectory(prefix="stagedoor-pgbouncer-") as folder:
        Path(folder).chmod(0o755)
        file = Path(folder) / "pgbouncer.ini"
        file.write_text(_configuration(server_url, listen_port=str(port), **changes))
        with (Path(folder) / "log").open("w") as log:
            command = [program, str(file)]
            process = subprocess.Popen(command, stdout=log, stderr=log, user=user)
        url = f"postgresql://postgres@127.0.0.1:{port}/stagedoor"
        try:
            _wait_until_it_answers(process, url, Path(folder) / "log")
            yield url
        finally:
            process.kill()
            process.wait()


def _configuration(server_url: str, **changes: str) -> str:
    server = conninfo_to_dict(server_url)
    where = f"host={server['host']} dbname={server['dbname']} user=postgres"
    text = REFERENCE.read_text().replace("host=127.0.0.1 port=5432 dbname=stagedoor", where)
    usual = {"auth_type": "any", "auth_file": "", "default_pool_size": str(POOL)}
    for name, value in (usual | changes).items():
        text, count = re.subn(rf"(?m)^{name} =.*$", f"{name} = {value}", text)
        assert count == 1, name
    return text


def _wait_until_it_answers(process: subprocess.Popen, url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PgBouncer does not answer:\n{log.read_text()}") from None
            time.sleep(0.02)
