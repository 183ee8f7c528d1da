"""Language and time zone of a page."""

from flask import has_request_context
from flask_login import current_user

from app.config import settings

LOCALES = ("en",)


def pick_locale() -> str:
    """The signed-in person's language if there are translations, else English."""
    locale = getattr(current_user, "locale", None) if has_request_context() else None
    return locale if locale in LOCALES else LOCALES[0]


def pick_timezone() -> str:
    """The signed-in person's time zone, else the installation's."""
    zone = getattr(current_user, "timezone", None) if has_request_context() else None
    return zone or settings().default_timezone
