"""Strict JSON parsing: duplicate names, NaN and lone surrogates are refused."""

import json
from typing import Any, NoReturn


def read_object(body: bytes) -> dict[str, Any]:
    """The members of the JSON object in ``body``; raises ValueError for anything else.

    Refuses repeated names, NaN and Infinity, lone surrogates, encodings other than UTF-8, and
    values nested too deep to parse.
    """
    try:
        text = body.decode()
        values = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
        json.dumps(values, ensure_ascii=False).encode()  # lone surrogates cannot be encoded
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(values, dict):
        raise ValueError("not an object")
    return values


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("repeated name")
    return values


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
