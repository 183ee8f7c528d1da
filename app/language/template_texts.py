"""The texts of templates: ``_()`` and ``{% trans %}``."""

from typing import Any

from flask import Flask
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from app.language import texts
from app.language.formats import format_decimal


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
    translated = texts.gettext(text)
    if context.autoescape:
        translated = Markup(translated)  # texts of the code and of its translators
    # As Jinja does, even without values: "100%%" is written so in every text.
    return translated % values if values or "%" in translated else translated


@pass_eval_context
def ngettext(context: EvalContext, singular: str, plural: str, num: int, /, **values: Any) -> str:
    """The form of the text for ``num``, in the language of the page, with its values."""
    values.setdefault("num", num)
    translated = texts.plural_form(singular, plural, num)
    if context.autoescape:
        translated = Markup(translated)
    return translated % values
