"""The query of a request, read strictly: allowed names, each once, in UTF-8."""

import re
from urllib.parse import parse_qsl

from flask import request

from app.api.bearer.errors import refuse, refuse_parameter
from app.api.bearer.presented_token import PARAMETER

MAX_PARAMETERS = 20
DEFAULT_LIMIT = 50  # rows a page
MAX_LIMIT = 200
# Names that an error may repeat; it leaves out others.
_PRINTABLE = re.compile(r"[A-Za-z][A-Za-z_]{0,19}")


def read(allowed: frozenset[str]) -> dict[str, str]:
    """Return the parameters by name; abort with 400 for an unknown or repeated one.

    ``access_token`` is left out: the protector reads it.
    """
    # Without the proxy, whose cost is noticeable here.
    current = request._get_current_object()  # type: ignore[attr-defined]
    if not current.query_string:
        return {}
    parameters: dict[str, str] = {}
    for name, value in _pairs(current.query_string):
        if name in parameters:
            refuse_parameter(_printable(name), "Send this parameter only once.")
        if name not in allowed and name != PARAMETER:
            refuse_parameter(_printable(name), "Unknown parameter.")
        parameters[name] = value
    parameters.pop(PARAMETER, None)
    return parameters


def read_limit(text: str | None) -> int:
    """Return the page size of ``limit``; abort with 400 unless it is from 1 to 200."""
    if text is None:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MAX_LIMIT):
        refuse_parameter("limit", f"Give a number from 1 to {MAX_LIMIT}.")
    return int(text)


def _pairs(query_string: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            query_string.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_PARAMETERS,
        )
    except ValueError:
        refuse(400, "invalid_request", "The query is not UTF-8 or has too many parameters.")


def _printable(name: str) -> str:
    return name if _PRINTABLE.fullmatch(name) else "unknown parameter"
