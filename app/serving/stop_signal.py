"""Acts when the server is told to stop, before it waits for the requests that it still answers."""

import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGTERM, signal.SIGINT)


def before_stop(act: Callable[[], None]) -> None:
    """Call ``act`` at a signal to stop, besides what granian has registered with its loop.

    Call it in the main thread, after granian did so: event loops hear of a signal by a descriptor
    of their own, and leave Python's handler free.
    """
    for number in SIGNALS:
        signal.signal(number, _besides(signal.getsignal(number), act))


def _besides(former: Any, act: Callable[[], None]) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, frame: FrameType | None) -> None:
        act()
        if callable(former):
            former(number, frame)

    return handle
