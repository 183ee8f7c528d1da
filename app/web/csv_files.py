"""Tables as CSV files (RFC 4180), without formulas that a spreadsheet would run.

Spreadsheets take a text for a formula by its first character (OWASP, CSV injection). Where a list
separator is ``;`` or a tab, they also end a cell inside of our quotes, so that what comes after a
separator begins one. An apostrophe before such a character makes it text; ``original`` takes the
apostrophes off again.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from flask import Response

BOM = "\ufeff"  # tells spreadsheets that the file is UTF-8

_SIGNS = "=+@\\-\uff1d\uff0b\uff0d\uff20\u2212"  # ASCII, full-width, and the minus sign
_LINE_SIGNS = "\t\r\n"  # at the beginning of a cell
_SEPARATORS = ";,|\t\r\n\v\f\x85\u2028\u2029"
# What a spreadsheet may drop before a sign: quotes, spaces, and characters that are not seen.
_CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_FORMATS = (  # the category Cf of Unicode
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
_DROPPED = f"(?:[\"'`\u2018-\u201f]|(?![{_SEPARATORS}])\\s|[{_CONTROLS}{_FORMATS}])*"
_AFTER_A_SEPARATOR = f"(?<=[{_SEPARATORS}])%s(?={_DROPPED}[{_SIGNS}])"
_AT_THE_BEGINNING = f"^%s(?={_DROPPED}[{_SIGNS}{_LINE_SIGNS}])"
_FORMULA = re.compile(f"{_AFTER_A_SEPARATOR}|{_AT_THE_BEGINNING}" % ("", ""))
_MARKED = re.compile(f"{_AFTER_A_SEPARATOR}|{_AT_THE_BEGINNING}" % ("'", "'"))


def csv_file(name: str, head: Sequence[object], rows: Iterable[Sequence[object]]) -> Response:
    """The response that downloads ``rows`` below ``head`` as ``name``.csv."""
    text = csv_lines([head, *rows])
    answer = Response(BOM + text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def csv_lines(rows: Iterable[Sequence[object]]) -> str:
    """The lines of the file, every cell in quotes."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([_as_text(cell) for cell in row] for row in rows)
    return text.getvalue()


def original(cell: str) -> str:
    """The text of a cell of ours, without the apostrophes that keep it from being a formula."""
    return _MARKED.sub("", cell)


def _as_text(cell: object) -> str:
    """The cell's text, which is no formula; numbers stay numbers."""
    if isinstance(cell, int | float):
        return str(cell)
    text = "" if cell is None else str(cell)
    return _FORMULA.sub("'", text)
