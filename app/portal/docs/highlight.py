"""Code with its language, coloured by classes (pygments); the colours are in settings.css."""

from functools import lru_cache
from typing import Any

from markupsafe import Markup

from app.portal.blueprint import bp

MAX_COLOURED = 60_000  # characters
LEXERS = {
    "curl": "bash",
    "sh": "bash",
    "python": "python",
    "py": "python",
    "javascript": "javascript",
    "mjs": "javascript",
    "php": "php",
    "json": "json",
    "diff": "diff",
    "http": "properties",
    "xml": "xml",
    "html": "html",
}


class Code(str):
    """A text in a language, one of LEXERS or "" for none."""

    language: str

    def __new__(cls, text: str, language: str) -> "Code":
        """The text, which is equal to a plain one."""
        code = super().__new__(cls, text)
        code.language = language if language in LEXERS else ""
        return code


def language_of(media_type: str) -> str:
    """The language of a body of this media type; "" for none that is coloured."""
    name = media_type.rpartition("/")[2].rpartition("+")[2]
    return name if name in LEXERS else ""


@bp.app_template_filter("coloured")
def coloured(code: str) -> Markup | str:
    """The code with an element for each token, or as it is without a language."""
    language = getattr(code, "language", "")
    if not language or len(code) > MAX_COLOURED:
        return code
    return _draw(str(code), language)


@lru_cache(maxsize=512)  # the samples of the documentation are drawn again and again
def _draw(text: str, language: str) -> Markup:
    from pygments import highlight  # only the documentation shows code
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name

    lexer: Any = get_lexer_by_name(LEXERS[language], stripnl=False, ensurenl=False)
    # Pygments escapes the text of every token.
    formatter = HtmlFormatter(nowrap=True, classprefix="hl-")
    return Markup(highlight(text, lexer, formatter).rstrip("\n"))
