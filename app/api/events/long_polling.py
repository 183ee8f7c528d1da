"""Long polling: a request waits for news, while most threads of its process stay free."""

import time

from flask import Flask, current_app

from app.cap import Cap
from app.config import settings
from app.models.credentials.live_token import LiveTeam
from app.models.event_queries import event_stream

PAUSE = 0.5  # seconds between two queries while waiting


def register(app: Flask) -> None:
    """Give the process its places; with a single thread it has none."""
    app.extensions["waiting"] = Cap(settings(app).places("long_polls"))


def wait_for_news(team: LiveTeam, *, after: int, seconds: int) -> bool:
    """Wait up to ``seconds`` until the team's stream goes beyond ``after``. True after a wait.

    Raises BusyError if others hold all places. A process with a single thread never waits: an
    immediate response is always correct.
    """
    if not seconds or (team.change_seq > after and event_stream.has_news(team.id, after=after)):
        return False
    if settings().threads == 1:
        return False
    places: Cap = current_app.extensions["waiting"]
    with places.place():
        deadline = time.monotonic() + seconds
        while (rest := deadline - time.monotonic()) > 0:
            time.sleep(min(PAUSE, rest))
            if event_stream.has_news(team.id, after=after):
                break
    return True
