"""A release as operators get it: a wheel in an environment of its own, away from the repository."""

import os
import re
import signal
import subprocess
import tarfile
import time
import urllib.request
import zipfile
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from app.version import VERSION
from tests.support.live_server import PROJECT, find_free_port

UV = PROJECT / ".venv/bin/uv"
PYTHON = PROJECT / ".venv/bin/python"
# Of the same version as the code: what pip would install is what was tested.
LOCKED = ["sync", "--quiet", "--frozen", "--no-dev", "--no-install-project", "--python", PYTHON]
FOLDERS = ("templates", "static", "migrations", "examples/reader")
PATIENCE = 90  # seconds; other tests run beside this one
FAST_HASHES = {"ARGON2_TIME_COST": "1", "ARGON2_MEMORY_COST": "16"}
LAST_LINE = "Ctrl-C stops everything."

pytestmark = [
    pytest.mark.skipif(not UV.exists(), reason="uv is not in .venv: run make"),
    pytest.mark.xdist_group("packages"),  # built and installed once
]


def uv(*arguments, environment=None, directory=PROJECT):
    """Run uv from its cache; from the network where the cache does not have everything."""
    command = list(map(str, (UV, *arguments)))
    for offline in ("1", ""):
        variables = {**os.environ, **(environment or {}), "UV_OFFLINE": offline}
        result = subprocess.run(
            command, cwd=directory, env=variables, capture_output=True, text=True, check=False
        )
        if result.returncode == 0:
            return
    pytest.skip(f"Neither uv's cache nor the network has what it needs: {result.stderr[-500:]}")


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """A folder with the wheel, which is built from the sdist beside it."""
    folder = tmp_path_factory.mktemp("release")
    uv("build", "--quiet", "--out-dir", folder)
    return folder


@pytest.fixture(scope="module")
def wheel(release):
    (file,) = release.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def stagedoor(wheel, tmp_path_factory):
    """The installed command."""
    environment = tmp_path_factory.mktemp("installed") / "env"
    uv(*LOCKED, environment={"UV_PROJECT_ENVIRONMENT": str(environment)})
    python = environment / "bin/python"
    uv("pip", "install", "--quiet", "--no-deps", "--python", python, wheel)
    checked = subprocess.run([UV, "pip", "check", "--python", python], check=False)
    assert checked.returncode == 0, "The wheel requires what the lock file does not have."
    return environment / "bin/stagedoor"


def files_beside_the_code():
    """Yield each file that is not Python's and that the program needs."""
    for folder in FOLDERS:
        for path in (PROJECT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(PROJECT).as_posix()


def test_wheel_holds_every_file_that_the_program_reads(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    code = {path.relative_to(PROJECT).as_posix() for path in (PROJECT / "app").rglob("*.py")}
    assert {f"app/packed/{name}" for name in files_beside_the_code()} - names == set()
    assert code - names == set()
    assert "app/translations/de/LC_MESSAGES/messages.mo" in names
    assert {name.partition("/")[0] for name in names} == {
        "app",
        "wsgi.py",
        f"stagedoor-{VERSION}.dist-info",
    }


def test_source_distribution_holds_what_builds_and_tests_the_release(release):
    (archive,) = release.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    assert set(files_beside_the_code()) - names == set()
    needed = {"pyproject.toml", "uv.lock", "hatch_build.py", "Makefile", "deploy/caddy/Caddyfile"}
    compiled = "app/translations/de/LC_MESSAGES/messages.mo"
    assert needed | {compiled, "tests/conftest.py"} <= names
    assert [name for name in names if name.startswith((".venv", ".git/", "instance"))] == []


def in_folder(folder, **settings):
    """The environment of a bare machine, in which nothing says where the repository is."""
    port = find_free_port()
    own = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8", "PORT": str(port)}
    return port, {**own, **FAST_HASHES, **settings}


def run(stagedoor, folder, environment, *arguments):
    return subprocess.run(
        [stagedoor, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


@contextmanager
def running(stagedoor, folder, environment, command):
    """The command while it runs, and the file of its output."""
    output = folder / "output.txt"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [stagedoor, command],
            cwd=folder,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process, output
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(is_ready, process, output):
    deadline = time.monotonic() + PATIENCE
    while not is_ready():
        assert process.poll() is None, output.read_text()
        assert time.monotonic() < deadline, output.read_text()
        time.sleep(0.05)


def fetch(port, path="/", language="en"):
    """Return the answer's text; None while nothing answers."""
    address = f"http://127.0.0.1:{port}{path}"
    request = urllib.request.Request(address, headers={"Accept-Language": language})
    with suppress(OSError), urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode()
    return None


def test_command_says_its_version(stagedoor, tmp_path):
    _port, environment = in_folder(tmp_path)
    result = run(stagedoor, tmp_path, environment, "--version")
    assert (result.returncode, result.stdout) == (0, f"stagedoor {VERSION}\n")
    assert list(tmp_path.iterdir()) == []  # no application was loaded


def test_demo_of_the_wheel_plays_the_main_flow_in_an_empty_folder(stagedoor, tmp_path):
    reader_port = find_free_port()
    port, environment = in_folder(tmp_path, DEMO_APP_PORT=str(reader_port), TOUR="1")
    with running(stagedoor, tmp_path, environment, "demo") as (process, output):
        wait_for(lambda: LAST_LINE in output.read_text(), process, output)
        assert "asks again with the ETag: 304" in output.read_text()
        page = fetch(port, "/login", language="de")
        assert "Anmelden" in page  # the translations are compiled
        (stylesheet,) = re.findall(r'href="([^"]+/css/main\.css)"', page)
        assert "@layer" in fetch(port, stylesheet)
        assert "Connect with Stagedoor" in fetch(reader_port)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert (tmp_path / "instance/demo/stagedoor.db").exists()
    assert not (Path(stagedoor).parents[1] / "instance").exists()


def test_wheel_migrates_and_serves_in_an_empty_folder(stagedoor, tmp_path):
    port, environment = in_folder(tmp_path, WEB_PROCESSES="1", STAGEDOOR_HOME="data")
    migrated = run(stagedoor, tmp_path, environment, "db", "upgrade")
    assert migrated.returncode == 0, migrated.stderr
    with running(stagedoor, tmp_path, environment, "serve") as (process, output):
        wait_for(lambda: fetch(port, "/readyz"), process, output)
        assert f'"version":"{VERSION}"' in fetch(port, "/healthz")
        process.terminate()
        process.wait(PATIENCE)
    assert (tmp_path / "data/stagedoor.db").exists()
