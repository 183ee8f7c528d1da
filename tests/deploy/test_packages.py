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

import pytest

from app.version import VERSION
from tests.support.image import UV, Image, run_with_cache
from tests.support.live_server import PROJECT, find_free_port

FOLDERS = ("templates", "static", "migrations", "examples/reader")
COMPILED = "app/translations/de/LC_MESSAGES/messages.mo"
PATIENCE = 90  # seconds; other tests run beside this one
FAST_HASHES = {"ARGON2_TIME_COST": "1", "ARGON2_MEMORY_COST": "16"}
LAST_LINE = "Ctrl-C stops everything."

PRODUCTION = {
    "SECRET_KEY": "a-secret-key-of-an-installation-in-a-container",
    "PUBLIC_URL": "https://events.example.org",
    "MAIL": "console",
    "ALLOW_CONSOLE_MAIL": "1",
    "WEB_PROCESSES": "1",
    "HOST": "127.0.0.1",  # the test opens no port to others
}


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """The image, whose environment has the wheel and the locked packages: built once."""
    if not UV.exists():
        pytest.skip("uv is not in .venv: run make")
    return Image(tmp_path_factory.mktemp("image"))


def files_beside_the_code():
    """Yield each file that is not Python's and that the program needs."""
    for folder in FOLDERS:
        for path in (PROJECT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(PROJECT).as_posix()


def test_wheel_holds_every_file_that_the_program_reads(image):
    (wheel,) = (image.root / "dist").glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    code = {path.relative_to(PROJECT).as_posix() for path in (PROJECT / "app").rglob("*.py")}
    packed = {f"app/packed/{name}" for name in files_beside_the_code()}
    assert ({COMPILED, "wsgi.py"} | packed | code) - names == set()
    tops = {"app", "wsgi.py", f"stagedoor-{VERSION}.dist-info"}
    assert {name.partition("/")[0] for name in names} == tops


def test_wheel_requires_nothing_that_the_lock_file_lacks(image):
    checked = subprocess.run(
        [UV, "pip", "check", "--python", image.bin / "python"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


def test_source_distribution_holds_what_builds_and_tests_the_release(image, tmp_path):
    run_with_cache(
        [str(UV), "build", "--quiet", "--sdist", "--out-dir", str(tmp_path)],
        PROJECT,
        {**os.environ},
    )
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    needed = {"pyproject.toml", "uv.lock", "hatch_build.py", "Makefile", "tests/conftest.py"}
    deployed = {"deploy/Dockerfile", "deploy/stagedoor.env", "deploy/systemd/stagedoor.service"}
    assert {*needed, *deployed, COMPILED, *files_beside_the_code()} - names == set()
    assert [name for name in names if name.startswith((".venv", ".git/", "instance"))] == []


@pytest.fixture
def bare(image, tmp_path):
    """An empty folder of a bare machine, in which nothing says where the repository is."""
    return Bare(image.bin / "stagedoor", tmp_path)


class Bare:
    """The installed command in a folder, with an environment that says nothing else."""

    def __init__(self, program, folder, environment=None):
        self.program, self.folder, self.port = program, folder, find_free_port()
        own = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}
        self.environment = {**(environment or own), **FAST_HASHES, "PORT": str(self.port)}

    def run(self, *arguments, program=None):
        return subprocess.run(
            [program or self.program, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    @contextmanager
    def running(self, *command, **settings):
        """The command while it runs, and what waits for it."""
        output = self.folder / "output.txt"
        with output.open("wb") as file:
            process = subprocess.Popen(
                [self.program, *command],
                cwd=self.folder,
                env={**self.environment, **settings},
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


def test_command_says_its_version_without_loading_the_application(bare):
    result = bare.run("--version")
    assert (result.returncode, result.stdout) == (0, f"stagedoor {VERSION}\n")
    assert list(bare.folder.iterdir()) == []


def test_demo_of_the_wheel_plays_the_main_flow_in_an_empty_folder(bare):
    reader_port = find_free_port()
    settings = {"DEMO_APP_PORT": str(reader_port), "TOUR": "1"}
    with bare.running("demo", **settings) as (process, output):
        wait_for(lambda: LAST_LINE in output.read_text(), process, output)
        assert "asks again with the ETag: 304" in output.read_text()
        page = fetch(bare.port, "/login", language="de")
        assert "Anmelden" in page  # the translations are compiled
        (stylesheet,) = re.findall(r'href="([^"]+/css/main\.css)"', page)
        assert "@layer" in fetch(bare.port, stylesheet)
        assert "Connect with Stagedoor" in fetch(reader_port)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert (bare.folder / "instance/demo/stagedoor.db").exists()


def test_image_migrates_serves_and_is_healthy_and_writes_to_its_folder_alone(image):
    """The Dockerfile's ENTRYPOINT, CMD and HEALTHCHECK, with the environment that it sets."""
    (entrypoint,) = image.entrypoint
    container = Bare(image.bin / entrypoint, image.folder, {**image.variables, **PRODUCTION})
    before = set((image.root / "opt").rglob("*"))
    migrated = container.run("db", "upgrade")
    assert migrated.returncode == 0, migrated.stderr

    def is_healthy():
        program, *arguments = image.health
        return container.run(*arguments, program=image.bin / program).returncode == 0

    with container.running(*image.command) as (process, output):
        wait_for(is_healthy, process, output)
        assert f'"version":"{VERSION}"' in fetch(container.port, "/healthz")
        assert f'{{"version": "{VERSION}", "event": "process starts"' in output.read_text()
        process.terminate()
        process.wait(PATIENCE)
    assert not is_healthy()
    assert set((image.root / "opt").rglob("*")) == before
    assert (image.folder / "stagedoor.db").exists()
