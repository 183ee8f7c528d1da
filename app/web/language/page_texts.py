"""The texts of templates, from a catalog that is found once for an answer.

Flask-Babel finds locale and catalog again for each text, through two proxies: on a page with a
hundred texts that was a tenth of the time.
"""

from typing import Any

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import get_translations

NAME = "babel_translations"


def register(app: Flask) -> None:
    """Let ``_()`` and ``{% trans %}`` take their texts from here."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of its extension
        gettext, ngettext, newstyle=True
    )


def gettext(text: str) -> str:
    """The text in the language of the page."""
    return str(_catalog().ugettext(text))


def ngettext(singular: str, plural: str, num: int) -> str:
    """The form of the text for ``num``, in the language of the page."""
    return str(_catalog().ungettext(singular, plural, num))


def _catalog() -> NullTranslations:
    context: dict[str, Any] = vars(g._get_current_object())
    # Flask-Babel's own name: refresh() and force_locale() remove it when they change the locale.
    ready: NullTranslations | None = getattr(context.get("_flask_babel"), NAME, None)
    if ready is None:
        ready = get_translations()
        setattr(context["_flask_babel"], NAME, ready)
    return ready
