"""Tables as CSV files (RFC 4180) that a spreadsheet opens without running anything in them."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

# A cell that begins so is a formula to spreadsheets (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_file(name: str, head: Sequence[object], rows: Iterable[Sequence[object]]) -> Response:
    """The answer that downloads ``rows`` below ``head`` as ``name``.csv."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([str(cell) for cell in head])
    writer.writerows([_as_text(cell) for cell in row] for row in rows)
    # The mark tells spreadsheets that it is UTF-8.
    answer = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _as_text(cell: object) -> str:
    """``cell`` as the text it is; numbers, negative ones too, stay numbers."""
    if isinstance(cell, int | float):
        return str(cell)
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
