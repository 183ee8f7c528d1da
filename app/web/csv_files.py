"""Tables as CSV files (RFC 4180), without formulas that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

# Spreadsheets take a cell that begins so for a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"  # tells spreadsheets that the file is UTF-8


def csv_file(name: str, head: Sequence[object], rows: Iterable[Sequence[object]]) -> Response:
    """The response that downloads ``rows`` below ``head`` as ``name``.csv."""
    text = csv_lines([head, *rows])
    answer = Response(BOM + text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def csv_lines(rows: Iterable[Sequence[object]]) -> str:
    """The lines of the file."""
    text = io.StringIO()
    csv.writer(text).writerows([_as_text(cell) for cell in row] for row in rows)
    return text.getvalue()


def _as_text(cell: object) -> str:
    """The cell's text, quoted if it looks like a formula; numbers stay numbers."""
    if isinstance(cell, int | float):
        return str(cell)
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
