"""Long polling: a request waits for news, while most threads of its process stay free.

Our own server holds the request without a thread (app/serving/waiting_room.py). Behind another
WSGI server it waits in its thread, and a few of them may.
"""

import time

from flask import Flask, current_app, request

from app.api.bearer.caller import current_caller, current_token
from app.cap import Cap
from app.config import settings
from app.models.credentials.live_token import LiveTeam
from app.models.event_queries import event_stream
from app.serving import waiting_room
from app.serving.waiting_room import Parked, Wait

PAUSE = 0.5  # seconds between two queries while waiting


def register(app: Flask) -> None:
    """Give the process its places; with a single thread it has none."""
    app.extensions["waiting"] = Cap(settings(app).places("long_polls"))


def wait_for_news(team: LiveTeam, *, after: int, seconds: int) -> bool:
    """Wait up to ``seconds`` until the team's stream goes beyond ``after``. True after a wait.

    Raises BusyError if others hold all places, and Parked where the server holds the request: it
    runs again when its wait is over, and does not wait then. A process with a single thread never
    waits otherwise: an immediate response is always correct.
    """
    if not seconds or waiting_room.WAITED in request.environ:
        return False
    if team.change_seq > after and event_stream.has_news(team.id, after=after):
        return False
    if waiting_room.ROOM in request.environ:
        caller, user_id = current_caller(), current_token().user_id
        raise Parked(Wait(user_id, team.id, after, seconds, caller.proven_key))
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
