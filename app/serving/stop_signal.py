"""Acts when the server is told to stop, before it waits for the requests that it still answers."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def held_back() -> Iterator[None]:
    """Keep signals to stop for after the block; a process forked in it, until ``let_through``.

    A worker that has just been forked has its parent's handlers, and uvloop forgets a signal that
    comes before it runs: the worker would go on until it is killed.
    """
    former = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def let_through() -> None:
    """Receive signals to stop from now on, and the one that came meanwhile: the loop runs."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


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
