"""Forms that were opened before the session changed: in another tab, or for another person."""

from flask import current_app, flash, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from itsdangerous import BadData, URLSafeTimedSerializer

from app.language.texts import gettext as _

SALT = "wtf-csrf-token"  # Flask-WTF's


def is_stale(error: CSRFError) -> bool:
    """Whether the form has a token that was made here, for a session that is over.

    Any other is a forgery, or comes from the page of another site.
    """
    if str(error.description).startswith("The referrer"):
        return False
    names = (name for name in request.form if name.endswith("csrf_token"))
    return any(_is_ours(request.form[name]) for name in names)


def say_who_is_signed_in() -> None:
    """Tell the user, on the page that follows, as whom they read it."""
    flash(
        _(
            "That page was out of date. You are signed in as %(email)s now.",
            email=current_user.email,
        ),
        "info",
    )


def _is_ours(token: str) -> bool:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    try:
        URLSafeTimedSerializer(keys, salt=SALT).loads(token)
    except BadData:
        return False
    return True
