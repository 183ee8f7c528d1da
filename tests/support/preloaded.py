"""Python with the house loaded, from which tests fork their servers.

Loading it takes a second and a half of a processor, for each process of each server. What is made
here depends on no settings: modules, the ORM's mappers, compiled routes. Settings, application and
connections are made in the forked processes.
"""

import functools
import gc
import importlib
import json
import os
import runpy
import select
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy.orm import configure_mappers

from app.factory import create_app
from tests.support import compiled
from tests.support.settings import make_settings

PROJECT = Path(__file__).parents[2]
# What a server imports, but for ``wsgi``, which makes the application.
HOUSE = (
    "granian.cli",
    "app.factory",
    "app.background.worker",
    "app.checks.checklist",
    "app.serving.receiver",
)


class ForkedProcess:
    """A process that another one has forked; the part of ``subprocess.Popen`` that tests use."""

    def __init__(self, pid: int):
        """Take a process that is its session's first."""
        self.pid = pid
        self._end = None
        with suppress(ProcessLookupError):  # it has ended already
            self._end = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """None while it runs."""
        return 0 if self._has_ended(0) else None

    def wait(self, timeout: float | None = None) -> None:
        """Return when it has ended; raise TimeoutExpired when it takes longer."""
        if not self._has_ended(timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout)
        if self._end is not None:
            os.close(self._end)
            self._end = None

    def terminate(self) -> None:
        """Ask it to end."""
        if self._end is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._end, signal.SIGTERM)

    def _has_ended(self, timeout: float | None) -> bool:
        return self._end is None or bool(select.select([self._end], [], [], timeout)[0])


@functools.cache
def preloaded_python() -> subprocess.Popen:
    """One for the tests of this process; it ends with them, as its input does."""
    return subprocess.Popen(
        [sys.executable, "-c", "from tests.support import preloaded; preloaded.fork_on_request()"],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )


def start_module(command: list[str], env: dict[str, str], log: Path) -> ForkedProcess:
    """Run ``python -m module arguments`` with that environment; ``log`` gets what it writes."""
    python = preloaded_python()
    python.stdin.write(json.dumps([command[2:], env, str(log)]) + "\n")
    python.stdin.flush()
    return ForkedProcess(int(python.stdout.readline()))


def fork_on_request() -> None:
    """In a process of its own: fork for each line of the input, and answer with the process id."""
    gc.disable()
    for name in HOUSE:
        importlib.import_module(name)
    configure_mappers()
    compile_routes()
    gc.freeze()
    gc.enable()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # what ends is forgotten
    for line in sys.stdin:
        arguments, env, log = json.loads(line)
        pid = os.fork()
        if not pid:
            run_and_exit(functools.partial(become, arguments, env, log))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def compile_routes() -> None:
    """Make an application for its routes, on a database that is never opened."""
    compiled.share()
    with tempfile.TemporaryDirectory() as home:
        settings = make_settings(database_url=f"sqlite:///{home}/none.db", stagedoor_home=home)
        create_app(settings).url_map.update()
    if threading.active_count() > 1:
        raise RuntimeError("A thread does not survive a fork.")


def become(arguments: list[str], env: dict[str, str], log: str) -> None:
    """Be the program, in a session of its own."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.environ.clear()
    os.environ.update(env)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for source, target in ((os.open(os.devnull, os.O_RDONLY), 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    sys.argv = arguments
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


def run_and_exit(run: Callable[[], None]) -> None:
    """Run it and end this process, whatever happens; the fork shares no end with its parent."""
    status = 1
    try:
        run()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
