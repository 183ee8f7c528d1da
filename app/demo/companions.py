"""The demo's child processes: their start, supervision and end."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import nullcontext, suppress
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 10
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class CompanionError(Exception):
    """A process did not start or ended by itself; the text says which and why."""


class Companions:
    """A group of processes; leaving the ``with`` block ends every one of them."""

    def __init__(self) -> None:
        """Start with none."""
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Companions":
        """The group itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End all processes; a second Ctrl-C is ignored."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        self.stop()

    def start(
        self, name: str, command: list[str], environment: dict[str, str], log: Path | None = None
    ) -> None:
        """Start a process that writes to this process's output, or to the file ``log``."""
        with log.open("wb") if log else nullcontext() as output:
            self._processes[name] = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if log else None,
                # Ctrl-C reaches this process alone, which ends the others in order.
                process_group=0,
                preexec_fn=end_with_parent,
            )

    def wait_until_ready(self, name: str, url: str) -> None:
        """Return when ``url`` answers 200; raises CompanionError if it ends or takes too long."""
        deadline = time.monotonic() + START_SECONDS
        while not answers(url):
            self.check()
            if time.monotonic() > deadline:
                raise CompanionError(f"{name} did not answer within {START_SECONDS} seconds.")
            time.sleep(0.05)

    def check(self) -> None:
        """Raise CompanionError when one of them has ended."""
        for name, process in self._processes.items():
            if process.poll() is not None:
                raise CompanionError(
                    f"{name} ended by itself, with exit code {process.returncode}."
                )

    def stop(self) -> None:
        """Terminate all processes, newest first; then kill what is left, workers included."""
        for process in reversed(self._processes.values()):
            process.terminate()
        for process in self._processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def end_with_parent() -> None:
    """Have Linux send SIGTERM to this new process when its parent is killed."""
    if _libc is not None:
        _libc.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def answers(url: str) -> bool:
    """Whether ``url`` answers 200."""
    try:
        with _direct.open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def is_free(port: int) -> bool:
    """Whether no process of this machine listens on ``port``."""
    with socket.socket() as probe:
        # Connections of a server that has just ended do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
