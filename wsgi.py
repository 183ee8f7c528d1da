"""The WSGI application: ``flask --app wsgi``, ``granian --interface wsgi wsgi:app``.

``serve`` is for any WSGI server, ``receive`` for ``stagedoor serve``.
"""

import os
from typing import TYPE_CHECKING

import structlog
from flask import Flask

from app.start import load_app, load_app_to_serve
from app.version import VERSION

if TYPE_CHECKING:
    from app.serving.receiver import Receiver

log = structlog.get_logger("stagedoor")
# Commands repair what a server refuses: the demo's accounts are disabled by one.
app = load_app() if os.environ.get("FLASK_RUN_FROM_CLI") == "true" else load_app_to_serve()


def serve() -> Flask:
    """The application, with the work that a server's process does beside its requests."""
    from app.background import worker  # a command has no use for it

    log.info("process starts", version=VERSION)
    worker.start(app)
    return app


def receive() -> "Receiver":
    """The same behind a receiver, which speaks RSGI: no thread waits for a slow client."""
    from app.serving.receiver import Receiver  # after the settings are checked

    return Receiver(serve())
