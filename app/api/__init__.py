"""Door 3: the resource server, for programs that hold an access token."""

from flask import Flask

from app.api import events, me, teams
from app.api.blueprint import bp
from app.extensions import csrf


def register(app: Flask) -> None:
    """Add the API to ``app``. Callers show a token and no cookie, so CSRF cannot reach it."""
    csrf.exempt(bp)
    app.register_blueprint(bp, url_prefix="/api/v1")


__all__ = ["events", "me", "register", "teams"]
