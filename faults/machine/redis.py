"""A real Redis of the installation's own, on one address through all its lives."""

import signal
import subprocess
import tempfile
from pathlib import Path

from tests.support.live_server import find_free_port
from tests.support.redis_server import find_redis_server, wait_until_it_answers


class Redis:
    """One server, which keeps nothing on the disk."""

    def __init__(self) -> None:
        self.port = find_free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = tempfile.TemporaryDirectory(prefix="stagedoor-redis-")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [find_redis_server(), "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--dir", str(Path(self._folder.name)), "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until_it_answers(self._process, self.url)

    def signal(self, number: signal.Signals) -> None:
        """SIGKILL ends it, SIGSTOP freezes it, SIGCONT lets it go on."""
        assert self._process is not None, "nothing was started that could break"
        self._process.send_signal(number)
        if number == signal.SIGKILL:
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """End it for good."""
        if self._process is not None:
            self.signal(signal.SIGKILL)
        self._folder.cleanup()
