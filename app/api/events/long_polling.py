"""Long polling: a request waits for news, while one thread of its process always stays free."""

import threading
import time

from flask import Flask, current_app

from app.config import settings
from app.models.credentials.live_token import LiveTeam
from app.models.event_queries import event_stream

PAUSE = 0.5  # seconds between two queries while waiting


def register(app: Flask) -> None:
    """Give the process one place less than it has threads."""
    app.extensions["waiting"] = threading.Semaphore(settings(app).threads - 1)


def wait_for_news(team: LiveTeam, *, after: int, seconds: int) -> bool:
    """Wait up to ``seconds`` until the team's stream goes beyond ``after``. True after a wait.

    Without a free place it does not wait: an immediate response is always correct.
    """
    if not seconds or event_stream.has_news(team.id, after=after):
        return False
    places: threading.Semaphore = current_app.extensions["waiting"]
    if not places.acquire(blocking=False):
        return False
    try:
        deadline = time.monotonic() + seconds
        while (rest := deadline - time.monotonic()) > 0:
            time.sleep(min(PAUSE, rest))
            if event_stream.has_news(team.id, after=after):
                break
    finally:
        places.release()
    return True
