"""Door 3: the resource server, for programs that hold an access token."""

from flask import Flask

from app.api import events, me, teams
from app.api.blueprint import bp
from app.extensions import csrf, limiter


def register(app: Flask) -> None:
    """Add the API to ``app``. Callers show a token and no cookie, so CSRF cannot reach it."""
    csrf.exempt(bp)
    limiter.exempt(bp)  # counts for itself: rate_limit
    app.register_blueprint(bp, url_prefix="/api/v1")


__all__ = ["events", "me", "register", "teams"]
