"""One process of the installation, started again when it ends, as a supervisor does it."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

PROJECT = Path(__file__).parents[2]
PATIENCE = 40  # seconds for a start or an end
REST = 0.5  # seconds before a process that ended is started again; systemd's RestartSec


class Process:
    """A command in a session of its own; ``log`` has what it wrote.

    Until ``stop`` it is started again whenever it ends.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        *,
        is_ready: Callable[[], bool] = lambda: True,
        folder: Path = PROJECT,
    ) -> None:
        self.command, self.environment, self.log = list(command), dict(environment), log
        self.folder, self._is_ready = folder, is_ready
        self._ending = Event()
        self._process = self._begin()
        self._supervisor = Thread(target=self._supervise, daemon=True)
        self._supervisor.start()

    @property
    def pid(self) -> int:
        """The first process of the session."""
        return self._process.pid

    def wait_until_ready(self) -> None:
        """Return when it does its work; raises RuntimeError with its log when it does not."""
        end = time.monotonic() + PATIENCE
        while not self._is_ready():
            if time.monotonic() > end:
                tail = self.log.read_text(errors="replace")[-3000:]
                raise RuntimeError(f"{self.command[:4]} did not become ready:\n{tail}")
            time.sleep(0.05)

    def children(self) -> list[int]:
        """The processes that the first one has started, the oldest first."""
        path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return sorted(map(int, path.read_text().split())) if path.exists() else []

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send the signal to the whole session."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Ask the first process to end, for good; returns the seconds that it took."""
        self._ending.set()
        began = time.monotonic()
        self._process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        took = time.monotonic() - began
        self.kill()
        self._process.wait()
        self._supervisor.join(REST * 4)
        return took

    def start_again(self, **environment: str) -> None:
        """Start what was stopped, with further variables."""
        self.environment |= environment
        self._ending = Event()
        self._process = self._begin()
        self._supervisor = Thread(target=self._supervise, daemon=True)
        self._supervisor.start()

    def _begin(self) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as output:
            return subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _supervise(self) -> None:
        ending = self._ending
        while not ending.is_set():
            self._process.wait()
            self.kill()  # what is left of the session
            if not ending.wait(REST):
                self._process = self._begin()
