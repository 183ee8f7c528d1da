"""The query of a request, read strictly: allowed names, each once, in UTF-8."""

import re
from urllib.parse import parse_qsl

from flask import request

from app.api.bearer.errors import refuse, refuse_parameter
from app.api.bearer.presented_token import PARAMETER

MAX_PARAMETERS = 20
DEFAULT_LIMIT = 50  # rows a page
MAX_LIMIT = 200
# What may be said back to the caller; a longer or stranger name stays unsaid.
_SPEAKABLE = re.compile(r"[A-Za-z][A-Za-z_]{0,19}")


def read(allowed: frozenset[str]) -> dict[str, str]:
    """The parameters by name; answers 400, naming the parameter, for an unknown or repeated one.

    ``access_token`` is left out: the protector has dealt with it.
    """
    if not request.query_string:
        return {}
    parameters: dict[str, str] = {}
    for name, value in _pairs():
        if name in parameters:
            refuse_parameter(_speakable(name), "Send this parameter once only.")
        if name not in allowed and name != PARAMETER:
            refuse_parameter(_speakable(name), "There is no such parameter here.")
        parameters[name] = value
    parameters.pop(PARAMETER, None)
    return parameters


def read_limit(text: str | None) -> int:
    """The size of a page that ``limit`` asks for; answers 400 for no number from 1 to 200."""
    if text is None:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MAX_LIMIT):
        refuse_parameter("limit", f"Give a number from 1 to {MAX_LIMIT}.")
    return int(text)


def _pairs() -> list[tuple[str, str]]:
    try:
        text = request.query_string.decode()
        return parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS
        )
    except ValueError:
        refuse(400, "invalid_request", "The query is not UTF-8 or has too many parameters.")


def _speakable(name: str) -> str:
    return name if _SPEAKABLE.fullmatch(name) else "unknown parameter"
