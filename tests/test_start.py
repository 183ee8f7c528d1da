"""Starting for real: what is refused, how fast, and in which words."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.support.live_server import find_free_port
from tests.support.settings import environment_for_server

PROJECT = Path(__file__).parents[1]
STAGEDOOR = Path(sys.executable).with_name("stagedoor")
# Each module costs a worker 60 KB and half a millisecond of its start, on average.
MOST_MODULES = 1_860
MOST_ADDED = 10  # of a worker, which each has for itself
RARELY_NEEDED = set(
    "alembic flask_migrate redis psycopg opentelemetry webauthn OpenSSL segno markdown_it pygments"
    " icalendar mcp requests PIL".split()
)
SAFE = {"stagedoor_env": "production", "public_url": "https://x.example", "mail": "console"}


def start(command, directory=PROJECT, **settings):
    """Run the command in ``directory`` and return its result."""
    return subprocess.run(
        list(map(str, command)),
        cwd=directory,
        env=environment_for_server(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("setting", "changes"),
    [
        ("SECRET_KEY", {"secret_key": "short"}),
        ("PUBLIC_URL", {"public_url": "http://x.example"}),
        ("PORT", {"port": "many"}),
    ],
)
@pytest.mark.parametrize(
    "command", [[STAGEDOOR, "serve"], [STAGEDOOR, "db", "upgrade"]], ids=["serve", "db"]
)
def test_unsafe_start_ends_in_one_line_that_names_the_setting(command, setting, changes, tmp_path):
    result = start(command, stagedoor_home=tmp_path, **{**SAFE, **changes})

    assert result.returncode == 1
    assert setting in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


def test_server_itself_does_not_start_unsafely(tmp_path):
    port = find_free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", port, "wsgi:app"]

    result = start(command, stagedoor_home=tmp_path, **{**SAFE, "secret_key": ""})

    assert result.returncode != 0
    assert "SECRET_KEY" in result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def test_servers_refuse_the_demos_database_in_production(sqlite_url, tmp_path):
    path = sqlite_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO installation_fact VALUES ('demo', 'loaded', 1)")
    connection.close()
    good = {**SAFE, "mail": "smtp", "database_url": sqlite_url, "stagedoor_home": tmp_path}
    port = find_free_port()
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", port, "wsgi:app"]

    for command in ([STAGEDOOR, "serve"], granian):
        result = start(command, port=port, **good)
        assert result.returncode != 0
        assert "This database holds the demo's data." in result.stdout + result.stderr
    # A command still works, because one of them is the way out.
    assert start([STAGEDOOR, "purge"], **good).returncode == 0


def test_server_waits_for_migrations_and_says_how(tmp_path):
    result = start([STAGEDOOR, "serve"], stagedoor_home=tmp_path, port=find_free_port())

    assert result.returncode == 1
    assert "stagedoor db upgrade" in result.stderr


def test_migrations_are_told_in_plain_lines(tmp_path):
    result = start([STAGEDOOR, "db", "upgrade"], stagedoor_home=tmp_path)

    assert result.returncode == 0
    assert all(line.startswith("Running upgrade") for line in result.stderr.splitlines())
    assert result.stderr
    assert result.stdout == ""


def test_commands_work_in_any_directory_and_write_for_their_owner_alone(tmp_path):
    home = tmp_path / "home"
    for command in ("db upgrade", "check"):
        result = start([STAGEDOOR, *command.split()], directory=tmp_path, stagedoor_home=home)
        assert result.returncode == 0, result.stderr
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (home, *home.iterdir())}
    assert modes["home"] == 0o700
    assert modes["stagedoor.db"] == 0o600


def test_served_pages_are_answered(tmp_path):
    port = find_free_port()
    settings = {"stagedoor_home": tmp_path, "port": port, "public_url": f"http://127.0.0.1:{port}"}
    settings["web_processes"] = 1
    start([STAGEDOOR, "db", "upgrade"], **settings)

    with serving(**settings) as server:
        assert answers(f"http://127.0.0.1:{port}/readyz", server)
        server.terminate()
        server.wait(60)  # it stops when it is asked to


@contextmanager
def serving(**settings):
    """The server while it runs; nothing of it is left afterwards."""
    server = subprocess.Popen(
        [STAGEDOOR, "serve"],
        cwd=PROJECT,
        env=environment_for_server(**settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def answers(address, server) -> bool:
    """Whether the address answers 200 before the server gives up, or a minute is over."""
    deadline = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status == 200
        time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The modules of the application, and those that a worker adds after the fork."""
    settings = {"log_level": "ERROR", "workers_in_server": 0, "redis_url": "redis://127.0.0.1:1"}
    settings["database_url"] = "postgresql+psycopg://127.0.0.1:1/none"
    environment = environment_for_server(stagedoor_home=tmp_path_factory.mktemp("home"), **settings)
    output = subprocess.check_output(
        [sys.executable, "-c", LOADING], text=True, cwd=PROJECT, env=environment
    )
    return [set(line.split()) for line in output.splitlines()]


# structlog takes rich where it is installed, as the tests' other libraries have it.
LOADING = """
import sys
sys.modules["rich"] = None
import app.factory
print(*sys.modules)
from app.config import read_settings
from app.serving import preload
preload.load(read_settings())
shared = set(sys.modules)
import wsgi
wsgi.receive()
print(*set(sys.modules) - shared)
"""


def test_application_loads_few_modules_and_no_library_that_few_requests_need(loaded):
    names, _added = loaded
    assert {name.partition(".")[0] for name in names} & RARELY_NEEDED == set()
    assert len(names) <= MOST_MODULES


def test_worker_finds_the_house_loaded_and_adds_its_application_alone(loaded):
    _names, added = loaded
    assert {name for name in added if name.startswith("app")} == set()
    assert "wsgi" in added
    assert len(added) <= MOST_ADDED, added
