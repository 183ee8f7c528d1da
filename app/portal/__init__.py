"""Door 1: the pages for developers, organizers and operators."""

from flask import Flask

from app.portal import accounts, current_user, docs, home, inbox, password_resets, sessions
from app.portal.blueprint import bp

__all__ = [
    "accounts",
    "current_user",
    "docs",
    "home",
    "inbox",
    "password_resets",
    "register",
    "sessions",
]


def register(app: Flask) -> None:
    """Add the portal's pages."""
    app.register_blueprint(bp)
