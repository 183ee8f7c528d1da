"""Limits the requests that wait for news at once: one thread of a process stays free."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app

from app.config import settings


def register(app: Flask) -> None:
    """Give the process one place less than it has threads."""
    app.extensions["waiting"] = threading.Semaphore(settings(app).threads - 1)


@contextmanager
def waiting_room() -> Iterator[bool]:
    """Yield whether there is a place to wait; it is held until the block ends.

    A caller without a place gets an immediate response, which is always correct.
    """
    places: threading.Semaphore = current_app.extensions["waiting"]
    is_admitted = places.acquire(blocking=False)
    try:
        yield is_admitted
    finally:
        if is_admitted:
            places.release()
