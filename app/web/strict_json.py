"""JSON objects that others send, read so that they mean one thing to everybody, or refused."""

import json
from typing import Any, NoReturn


def read_object(body: bytes) -> dict[str, Any]:
    """The members of the object that ``body`` is; raises ValueError for everything else.

    Refused are names that stand twice, NaN and Infinity, halves of characters, encodings other
    than UTF-8, and what is nested deeper than a parser should follow.
    """
    try:
        text = body.decode()
        values = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
        json.dumps(values, ensure_ascii=False).encode()  # lone surrogates cannot be encoded
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(values, dict):
        raise ValueError("no object")
    return values


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a name stands twice")
    return values


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
