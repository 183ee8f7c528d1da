"""The texts of templates: ``_()`` and ``{% trans %}``."""

from functools import lru_cache
from typing import Any

from flask import Flask
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from app.language import texts
from app.language.current import current
from app.language.formats import format_decimal

REMEMBERED = 4096  # texts, in all languages
NUMBERS = frozenset({int, float})  # for placeholders such as "%(count)d"


def register(app: Flask) -> None:
    """Let templates take their texts, and the separators of numbers, from here."""
    environment: Any = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    # A text is a format, whose values are escaped where the template escapes.
    environment.newstyle_gettext = True
    # Not by install_gettext_callables(), whose wrappers take twenty calls for a text.
    environment.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)
    environment.filters["numberformat"] = format_decimal


@pass_eval_context
def gettext(context: EvalContext, text: str, /, **values: Any) -> str:
    """The text in the language of the page, with its values."""
    if not values and context.autoescape:
        return _constant(current().tag, text)
    # As in Jinja, it is a format even without values: "100%%" is written so in every text.
    return _fill(context, texts.gettext(text), values)


@lru_cache(REMEMBERED)
def _constant(_tag: str, text: str) -> Markup:
    """A text without values in the language of the page, whose tag it is remembered by."""
    return Markup(texts.gettext(text) % {})  # of the code or of its translators


@pass_eval_context
def ngettext(context: EvalContext, singular: str, plural: str, num: int, /, **values: Any) -> str:
    """The form of the text for ``num``, in the language of the page, with its values."""
    values.setdefault("num", num)
    return _fill(context, texts.plural_form(singular, plural, num), values)


def _fill(context: EvalContext, text: str, values: dict[str, Any]) -> str:
    if not context.autoescape:
        return text % values
    # Markup's own operator asks each value in four ways what it is.
    for name, value in values.items():
        if type(value) not in NUMBERS:
            values[name] = escape(value)
    return Markup(text % values)  # the text is one of the code or of its translators
