"""Plain text from outside: valid Unicode, NFC, no invisible characters."""

import re
import unicodedata

from app.language.texts import gettext as _
from app.models.values.errors import ValidationError

# Controls, halves of surrogate pairs, non-characters, and what directs or hides text without
# being seen. Numbers and signs of category Cf that are drawn (Arabic, Kaithi) are not listed.
_NEVER = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e00ff"
    "\U000e01f0-\U000e0fff\ud800-\udfff"
)
_NONCHARACTERS = "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (65534, 65535))
MAX_MARKS = 30
MANY = 10  # times as long as allowed: that is no typing mistake any more
_MANY_MARKS = re.compile(f"[^\x00-\u02ff]{{{MAX_MARKS + 1}}}")
_JOINERS = "\u200c\u200d"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_TAGS = "\U000e0020-\U000e007f"
_INVISIBLE = re.compile(
    f"[{_NEVER}{_NONCHARACTERS}{_JOINERS}{_TAGS}]|(?<![^{_SELECTORS}])[{_SELECTORS}]"
)
_FLAG_OF_A_REGION = re.compile("\U0001f3f4[\U000e0030-\U000e007a]{3,6}\U000e007f")
_LINE_BREAK = re.compile("\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")


def one_line(value: str, *, field: str, max_length: int) -> str:
    """``value`` in NFC without space around it.

    Raises ValidationError(field, …) for empty or over-long text, line breaks and invisible
    characters.
    """
    stripped = value.strip()
    # What is far too long is not worth the work of looking at all of it.
    text = unicodedata.normalize("NFC", stripped[: max_length * MANY])
    if not text:
        raise ValidationError(field, _("Fill this in."))
    if _hidden_in(text):
        raise ValidationError(
            field, _("Take out line breaks and characters that cannot be seen, then try again.")
        )
    if len(text) > max_length or len(stripped) > max_length * MANY:
        raise ValidationError(field, _("Use at most %(n)d characters.", n=max_length))
    return text


def squeeze(value: str, max_length: int) -> str:
    """``value`` as one line of at most ``max_length`` characters that ``one_line`` accepts.

    Line breaks and tabs become spaces, what cannot be seen goes, a cut ends in "…".
    """
    value = value.strip()[: max_length * MANY]
    text = _trim(_LINE_BREAK.sub(" ", value).replace("\t", " "))
    if len(text) <= max_length:
        return text
    return _trim(text[: max_length - 1]) + "…"


def printable(value: str, max_length: int) -> str:
    """The first characters of ``value``, with "\ufffd" for those that cannot be seen.

    For what a program sent and a log keeps: every database takes it, and no page is confused.
    """
    text = value[:max_length]
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def lines(value: str) -> str:
    """``value`` in NFC with "\\n" for every line break and nothing else that cannot be seen."""
    broken = _LINE_BREAK.sub("\n", value).replace("\t", " ")
    return "\n".join(_visible(line) for line in broken.split("\n"))


def _trim(text: str) -> str:
    """``text`` without hidden characters, and without the space that these had kept from an end."""
    while (trimmed := _visible(text.strip())) != text:
        text = trimmed
    return text


def _visible(text: str) -> str:
    """``text`` in NFC without hidden characters: taking one out can show up or compose others."""
    if text.isascii() and text.isprintable():
        return text
    while True:
        normal = unicodedata.normalize("NFC", _without_piles(text))
        hidden = _hidden_in(normal)
        if not hidden:
            return normal
        text = "".join(char for at, char in enumerate(normal) if at not in hidden)


def _without_piles(text: str) -> str:
    """``text`` with at most 30 marks on one letter (Unicode annex 15, section 13).

    Thousands of them would keep ``normalize`` busy for seconds.
    """
    if not _MANY_MARKS.search(text):
        return text
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= MAX_MARKS:
            kept.append(char)
    return "".join(kept)


def _hidden_in(text: str) -> frozenset[int]:
    """Where ``text`` has characters that cannot be seen and that its script does not need."""
    if text.isascii() and text.isprintable():
        return frozenset()
    hidden = {match.start() for match in _INVISIBLE.finditer(text)}
    for flag in _FLAG_OF_A_REGION.finditer(text) if hidden else ():
        hidden.difference_update(range(*flag.span()))
    return frozenset(at for at in hidden if not _joins(text, at))


def _joins(text: str, at: int) -> bool:
    """Whether a joiner is where emoji or a joining script (Arabic, Indic) need it."""
    if text[at] not in _JOINERS or not 0 < at < len(text) - 1:
        return False
    before, after = (unicodedata.category(text[place]) for place in (at - 1, at + 1))
    joins_letters = before in {"Lo", "Mn", "Mc"} and after in {"Lo", "Mn", "Mc"}
    joins_emoji = before in {"So", "Sk", "Mn"} and after in {"So", "Cn"}
    return joins_letters or joins_emoji
