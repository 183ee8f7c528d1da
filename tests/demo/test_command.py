"""``stagedoor demo`` as people run it: a process of its own, ended with Ctrl-C."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from app.demo.browser import Browser
from tests.support.live_server import PROJECT, find_free_port

COMMAND = str(Path(sys.executable).with_name("stagedoor"))
LAST_LINE = "Ctrl-C stops everything."
PATIENCE = 90  # seconds; other tests run beside this one
STEPS = (
    "registers Tour Calendar",
    "is asked",
    "authorizes it",
    "reads the feed",
    "304",
    "401",
    "door scanner",
)


class Demo:
    """A running demo on ports of its own; its session holds every process that it starts."""

    def __init__(self, home, **settings):
        self.port, self.reader_port = find_free_port(), find_free_port()
        self.log = home / "output.txt"
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [COMMAND, "demo"],
                cwd=PROJECT,
                env=self.environment(home, settings),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def environment(self, home, settings):
        quick = {"ARGON2_TIME_COST": "1", "ARGON2_MEMORY_COST": "16"}
        ports = {"PORT": str(self.port), "DEMO_APP_PORT": str(self.reader_port)}
        own = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "STAGEDOOR_HOME": str(home)}
        return {**own, **quick, **ports, **settings}

    @property
    def output(self):
        return self.log.read_text()

    def wait_until_it_serves(self):
        deadline = time.monotonic() + PATIENCE
        while LAST_LINE not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.05)

    def end(self, number):
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def processes(self):
        """Return the process ids of the demo's session that have not ended."""
        numbers = [int(name) for name in os.listdir("/proc") if name.isdecimal()]
        return [number for number in numbers if session_of(number) == self.process.pid]


def session_of(number):
    """The session of a process; None when it has ended, though no parent may have noted that."""
    try:
        status = Path(f"/proc/{number}/stat").read_text(errors="replace")
    except OSError:
        return None
    state, _parent, _group, session = status.rpartition(")")[2].split()[:4]
    return None if state == "Z" else int(session)


@pytest.fixture
def start_demo(tmp_path):
    demos = []

    def start(**settings):
        demos.append(Demo(tmp_path, **settings))
        return demos[-1]

    yield start
    for demo in demos:
        for number in demo.processes():
            with suppress(ProcessLookupError):  # it ends with another one
                os.kill(number, signal.SIGKILL)


def fetch(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        return answer.read().decode()


def apps_in(home):
    with sqlite3.connect(home / "stagedoor.db") as connection:
        return connection.execute("SELECT name FROM client WHERE status = 'live'").fetchall()


def test_plays_the_flow_serves_and_ends_with_ctrl_c_again_and_again(start_demo, tmp_path):
    for ending in (signal.SIGINT, signal.SIGTERM):
        demo = start_demo()
        demo.wait_until_it_serves()

        assert [step for step in STEPS if step not in demo.output] == []
        assert "olivia@example.org" in demo.output.partition("  Done in ")[2]
        assert "Stagedoor" in fetch(demo.port)
        assert "Connect with Stagedoor" in fetch(demo.reader_port)
        assert demo.end(ending) == 0
        assert demo.processes() == []
        assert len(apps_in(tmp_path)) == 8  # the second start adds none


def test_a_tour_that_breaks_ends_everything_and_says_where(start_demo):
    demo = start_demo(RATE_LIMIT_API="1 per hour", WEB_PROCESSES="1")

    assert demo.process.wait(PATIENCE) == 1
    assert "Error: The tour stopped: " in demo.output
    assert "Traceback" not in demo.output
    assert demo.processes() == []


def test_mail_is_shown_and_nothing_is_left_when_it_is_killed(start_demo):
    demo = start_demo(TOUR="0", WEB_PROCESSES="1")
    demo.wait_until_it_serves()
    assert "The main flow" not in demo.output
    assert "Running upgrade" not in demo.output
    person = Browser(f"http://127.0.0.1:{demo.port}")

    person.submit(person.open("/forgot"), "Send", email="nina@example.org")

    assert "mail to nina@example.org" in demo.output
    assert "/reset/" in person.open("/inbox").text
    if sys.platform != "linux":
        return  # Linux alone tells of a parent's end
    demo.end(signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while demo.processes():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_taken_port_is_named_in_one_line(start_demo, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        demo = start_demo(PORT=str(port))

        assert demo.process.wait(PATIENCE) == 1
    assert demo.output.splitlines() == [
        f"Error: PORT {port} is taken by another program. Choose a free one: make demo PORT=8000"
    ]


def test_is_refused_in_production(start_demo):
    demo = start_demo(
        STAGEDOOR_ENV="production", SECRET_KEY="k" * 40, PUBLIC_URL="https://events.example.org"
    )

    assert demo.process.wait(PATIENCE) == 1
    assert "STAGEDOOR_ENV=production" in demo.output
