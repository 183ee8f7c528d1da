"""The first process of the server: granian's, which loads the house for all workers and drains.

``python -m app.serving.first_process --drain-seconds 3`` and the options of granian.
"""

import multiprocessing
import signal
import sys
from collections.abc import Callable
from threading import Timer
from types import FrameType
from typing import ClassVar

from granian import cli
from granian.server import MPServer, mp

from app.serving.drain import DRAIN
from app.serving.worker_process import Worker

OPTION, WORKERS = "--drain-seconds", "--workers"


class DrainingServer(MPServer):
    """Goes on for some seconds after SIGTERM; a second one, or SIGINT, stops it at once."""

    seconds: ClassVar[float]

    def signal_handler_interrupt(
        self, number: int | None = None, frame: FrameType | None = None
    ) -> None:
        """Stop, or drain first."""
        stop: Callable[..., None] = super().signal_handler_interrupt
        seconds = DRAIN.begin(self.seconds) if number == signal.SIGTERM else 0.0
        if not seconds:
            stop(number, frame)
            return
        timer = Timer(seconds, stop)
        timer.daemon = True
        timer.start()


def main() -> None:
    """Run granian's command with this server."""
    at = sys.argv.index(OPTION)
    DrainingServer.seconds = float(sys.argv[at + 1])
    del sys.argv[at : at + 2]
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # without a traceback until granian takes it
    if is_shared(int(sys.argv[sys.argv.index(WORKERS) + 1])):
        load_house()
    DRAIN.share()
    vars(cli)["Server"], vars(mp)["WorkerProcess"] = DrainingServer, Worker
    cli.entrypoint()  # type: ignore[no-untyped-call]


def is_shared(workers: int) -> bool:
    """Whether so many workers share what is loaded here.

    One has no other to share with. Where granian does not fork, each loads its own anyway.
    """
    return workers > 1 and multiprocessing.get_start_method() == "fork"


def load_house() -> None:
    """Load what the workers will need; exits with a message if a setting is unsafe."""
    # These bring 25 MB of libraries, which the first process of one worker does without.
    from app.config import UnsafeSettingsError, read_settings
    from app.serving import preload

    try:
        settings = read_settings()
    except UnsafeSettingsError as error:
        sys.exit(f"stagedoor: {error}")
    preload.load(settings)


if __name__ == "__main__":
    main()
