"""The WSGI application: ``flask --app wsgi``, ``granian wsgi:app``; ``serve`` is for servers."""

from flask import Flask

from app.start import load_app

app = load_app()


def serve() -> Flask:
    """The application, with the work that a server's process does beside its requests."""
    from app.calendar_subscriptions import worker  # a command has no use for it

    worker.start(app)
    return app
