"""The HTML of descriptions: an allow-list, and the conversion to plain text."""

import html
import re

import nh3

from app.language.texts import gettext as _
from app.models.values import plain_text
from app.models.values.errors import ValidationError

MAX_LENGTH = 50_000  # characters; cleaning the worst input of this size takes a tenth of a second
MAX_IMPORTED_TAGS = 300  # in one description: a parser's work grows with their square
ROUNDS = 4  # cleaning twice settles nearly everything
_BREAK = re.compile(r"<br>|</li>")
_BLOCK_END = re.compile(r"</(?:p|blockquote|pre|h3|h4|ul|ol)>")
_TAG = re.compile(r"<[^<>]*>")
# A parser drops the first line break of a <pre>, so that each cleaning would take another.
_PRE_BREAK = re.compile(r"<pre>\n+")
_LINE_BREAK = re.compile(r"\r?\n")
# An address in angle brackets, such as <a@hall.example>, is no tag.
_LOOKS_LIKE_HTML = re.compile(
    r"<(?:p|br|b|i|em|strong|u|ul|ol|li|a|h[1-6]|div|span|table|html|body)"
    r"(?:\s+[\w:-]+\s*=[^<>]*)?\s*/?>",
    re.I,
)
_IS_A_DOCUMENT = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.I)
_CLEANER = nh3.Cleaner(
    tags=set("p br b i em strong ul ol li a blockquote code pre h3 h4".split()),
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener ugc",
    clean_content_tags=set("script style title template noscript".split()),
)


def clean(source: str) -> str:
    """``source`` with nothing but the tags above; cleaning it again changes nothing.

    Raises ValidationError("description", …) when it is too long.
    """
    if len(source) > MAX_LENGTH or len(cleaned := _settle(source)) > MAX_LENGTH:
        raise ValidationError("description", _("Use at most %(n)d characters.", n=MAX_LENGTH))
    return cleaned


def to_text(source: str) -> str:
    """The text of clean HTML: an empty line between blocks, no tags, no entities."""
    broken = _BREAK.sub("\n", _BLOCK_END.sub("\n\n", source))
    text = html.unescape(_TAG.sub("", broken))
    return re.sub(r"\n{3,}", "\n\n", plain_text.lines(text)).strip()


def from_text(text: str) -> str:
    """Plain text as clean HTML: paragraphs at empty lines, <br> at single ones."""
    paragraphs = re.split(r"\n[ \n]*\n", plain_text.lines(text).strip())
    return "".join(f"<p>{_escape(part)}</p>" for part in paragraphs if part.strip())


def from_import(text: str, *, is_html: bool = False) -> str:
    """An external description as clean HTML; what is too long is cut.

    Without ``is_html`` it may be plain, HTML, or as many calendars have it: tags between lines.
    """
    is_html = is_html or bool(_IS_A_DOCUMENT.match(text))
    tags = text.count("<")
    if tags > MAX_IMPORTED_TAGS:
        return _fit(_TAG.sub("", text))
    if not is_html and not looks_like_html(text):
        return _fit(text)
    cut = text[:MAX_LENGTH]
    cleaned = _settle(cut if is_html else _LINE_BREAK.sub("<br>", cut))
    return cleaned if len(cleaned) <= MAX_LENGTH else _fit(to_text(cleaned))


def looks_like_html(text: str) -> bool:
    """Whether ``from_import`` takes the text for HTML."""
    return _LOOKS_LIKE_HTML.search(text) is not None


def _fit(text: str) -> str:
    source = from_text(text[:MAX_LENGTH])
    # Escaped, a character is six at most, and a paragraph's tags are fewer.
    return source if len(source) <= MAX_LENGTH else from_text(text[: MAX_LENGTH // 10])


def _escape(paragraph: str) -> str:
    escaped = html.escape(paragraph.strip(), quote=False).replace("\xa0", "&nbsp;")
    return escaped.replace("\n", "<br>")


def _settle(source: str) -> str:
    current = _clean_once(source)
    for _round in range(ROUNDS):
        cleaned = _clean_once(current)
        if cleaned == current:
            return cleaned
        current = cleaned
    # Tags that a parser nests again each time carry no meaning worth keeping.
    return from_text(to_text(current))


def _clean_once(source: str) -> str:
    cleaned = _CLEANER.clean(plain_text.lines(source))
    return _PRE_BREAK.sub("<pre>", cleaned).strip()
