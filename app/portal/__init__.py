"""Door 1: the pages for developers, organizers and operators."""

from flask import Flask

from app.portal import current_user, sessions
from app.portal.blueprint import bp

__all__ = ["current_user", "register", "sessions"]


def register(app: Flask) -> None:
    """Add the portal's pages."""
    app.register_blueprint(bp)
