"""Strict JSON parsing: duplicate names, NaN and lone surrogates are refused."""

import json
import re
from collections import Counter
from collections.abc import Collection
from functools import partial
from typing import Any, NoReturn

MAX_OBJECTS = 20_000  # "{"s; each object takes a while
_SURROGATE = re.compile(r"\\u[dD]")


class RepeatedNameError(ValueError):
    """A member of the object has the ``name`` of another one."""

    def __init__(self, name: str) -> None:
        super().__init__(f"repeated name: {name}")
        self.name = name


def read_object(body: bytes, recognised: Collection[str] | None = None) -> dict[str, Any]:
    """The members of the JSON object in ``body``; raises ValueError for anything else.

    Refuses repeated names, NaN and Infinity, lone surrogates, encodings other than UTF-8, values
    nested too deep to parse, and more than MAX_OBJECTS. Where the ``recognised`` names are given,
    members with other names may be repeated: no one reads them.
    """
    try:
        text = body.decode()
        if text.count("{") > MAX_OBJECTS:
            raise ValueError("too many objects")
        repeating: list[_Repeating] = []
        members = partial(_members, repeating)
        values = json.loads(text, object_pairs_hook=members, parse_constant=_refuse)
        if _SURROGATE.search(text):
            json.dumps(values, ensure_ascii=False).encode()  # a lone one cannot be encoded
        if not isinstance(values, dict):
            raise ValueError("not an object")
        if repeating:
            _refuse_repeated(values if recognised is None else _only(values, recognised))
    except RecursionError:
        raise ValueError("nested too deep") from None
    return values


class _Repeating(dict[str, Any]):
    """An object with repeated names, which may yet be one that is ignored."""

    names: list[str]

    @property
    def repeated(self) -> set[str]:
        """Those of the ``names`` that more than one member has."""
        return {name for name, count in Counter(self.names).items() if count > 1}


def _members(repeating: list[_Repeating], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) == len(pairs):
        return values
    repeating.append(_Repeating(values))
    repeating[-1].names = [name for name, _value in pairs]
    return repeating[-1]


def _only(values: dict[str, Any], recognised: Collection[str]) -> dict[str, Any]:
    kept = {name: value for name, value in values.items() if name in recognised}
    if isinstance(values, _Repeating) and (names := values.repeated & kept.keys()):
        raise RepeatedNameError(min(names))
    return kept


def _refuse_repeated(value: Any) -> None:
    if isinstance(value, _Repeating):
        raise RepeatedNameError(min(value.repeated))
    if isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            _refuse_repeated(member)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
