"""How many requests of a process may wait for news at once: one thread always stays free."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app

from app.config import settings


def register(app: Flask) -> None:
    """Give the process as many places as it has threads to spare."""
    app.extensions["waiting"] = threading.Semaphore(settings(app).threads - 1)


@contextmanager
def waiting_room() -> Iterator[bool]:
    """Yield whether there is a place to wait in; it is held until the block ends.

    A caller without one is answered at once: that is always right, only less comfortable.
    """
    places: threading.Semaphore = current_app.extensions["waiting"]
    is_admitted = places.acquire(blocking=False)
    try:
        yield is_admitted
    finally:
        if is_admitted:
            places.release()
