"""The WSGI application: ``flask --app wsgi``, ``granian wsgi:app``; ``serve`` is for servers."""

import sys
from typing import TYPE_CHECKING

from app import create_app
from app.config import UnsafeSettingsError

if TYPE_CHECKING:
    from flask import Flask

try:
    app = create_app()
except UnsafeSettingsError as error:
    sys.exit(f"stagedoor: {error}")


def serve() -> "Flask":
    """The application, with the work that a server's process does beside its requests."""
    from app.calendar_subscriptions import worker  # a command has no use for it

    worker.start(app)
    return app
