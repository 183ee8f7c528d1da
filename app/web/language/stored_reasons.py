"""Reasons that are stored in English, for the worker has no reader, in the language of one."""

import re

from app.language.texts import gettext as _

NUMBER = re.compile(r"\d[\d,.]*\b")
LINE = re.compile(r"(?P<reason>.+) \(line (?P<line>\d+)\)", re.DOTALL)


def translated(reason: str) -> str:
    """``reason`` in the language of the reader, with its number; as it is when it is not a text."""
    if not reason:
        return ""
    if match := LINE.fullmatch(reason):
        return translated(match["reason"]) + _(" (line %(n)d)", n=int(match["line"]))
    number = NUMBER.search(reason)
    if number is None:
        return str(_(reason))
    for placeholder in ("%(n)d", "%(status)s"):
        text = reason.replace(number[0], placeholder, 1)
        if (result := _(text)) != text:
            return result.replace(placeholder, number[0])
    return str(_(reason))
