"""The first process of the server: granian's, which drains before it stops.

``python -m app.serving.first_process --drain-seconds 3`` and the options of granian.
"""

import signal
import sys
from collections.abc import Callable
from threading import Timer
from types import FrameType
from typing import ClassVar

from granian import cli
from granian.server import MPServer

from app.serving.drain import DRAIN

OPTION = "--drain-seconds"


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
    DRAIN.share()
    vars(cli)["Server"] = DrainingServer
    cli.entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
