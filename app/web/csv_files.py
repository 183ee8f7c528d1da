"""Tables as CSV files (RFC 4180) that a spreadsheet opens without running anything in them."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

# A cell that begins so is a formula to spreadsheets (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


MARK = "\ufeff"  # tells spreadsheets that it is UTF-8


def csv_file(name: str, head: Sequence[object], rows: Iterable[Sequence[object]]) -> Response:
    """The answer that downloads ``rows`` below ``head`` as ``name``.csv."""
    text = csv_lines([head, *rows])
    answer = Response(MARK + text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def csv_lines(rows: Iterable[Sequence[object]]) -> str:
    """``rows`` as lines of such a file; no cell is a formula."""
    text = io.StringIO()
    csv.writer(text).writerows([_as_text(cell) for cell in row] for row in rows)
    return text.getvalue()


def _as_text(cell: object) -> str:
    """``cell`` as the text it is; numbers, negative ones too, stay numbers."""
    if isinstance(cell, int | float):
        return str(cell)
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
