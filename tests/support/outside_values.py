"""Values that no column takes or that no field means, and requests that carry one of them each."""

from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import quote_plus

# Put behind a value that is right: an anchored pattern must not overlook them.
TAILS = {
    "line feed": "\n",
    "NUL": "\0",
    "half of a surrogate pair": "\ud800",
    "over-long": "x" * 3000,
    "line separator": "\u2028",
    "carriage return": "\r",
    "next line": "\x85",
    "vertical tab": "\v",
    "file separator": "\x1c",
    "too many digits": "9" * 5000,
}
NUMBERS = (2**31, 2**63, -(2**63) - 1, 10**400, 1e308, True, "1\0")
PATHS = ("%00", "x%00", "%ED%A0%80", "x%0A", "%E2%80%A8", "x" * 300, "9" * 5000, str(2**63), "-1")

_turns = count()


def next_of(values: Any) -> Any:
    """The next of ``values`` in turn, so that each is tried somewhere in a quick test."""
    values = tuple(values)
    return values[next(_turns) % len(values)]


def form(fields: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a request with these fields, lone surrogates and all."""
    return {"data": encode(fields), "content_type": "application/x-www-form-urlencoded"}


def encode(fields: dict[str, Any]) -> str:
    """The fields as a query or the body of a form."""
    pairs = [
        (name, value)
        for name, values in fields.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    return "&".join(f"{_quote(name)}={_quote(value)}" for name, value in pairs)


def spoil_fields(fields: dict[str, Any], tails: int = 1) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each field in turn with ``tails`` bad values; yields what was done, and all fields."""
    for name, values in fields.items():
        right = values[0] if isinstance(values, list) and values else values or ""
        for _turn in range(tails):
            kind = next_of(TAILS)
            yield f"{name}: {kind}", {**fields, name: f"{right}{TAILS[kind]}"}


def spoil_json(value: Any, where: str = "", tails: int = 1) -> Iterator[tuple[str, Any]]:
    """``value`` again and again, each time with another of its leaves spoilt."""
    if isinstance(value, dict):
        for name, member in value.items():
            for what, spoilt in spoil_json(member, f"{where}.{name}", tails):
                yield what, {**value, name: spoilt}
    elif isinstance(value, list):
        for place, member in enumerate(value):
            for what, spoilt in spoil_json(member, f"{where}[{place}]", tails):
                yield what, [*value[:place], spoilt, *value[place + 1 :]]
    elif isinstance(value, str):
        for _turn in range(tails):
            kind = next_of(TAILS)
            yield f"{where}: {kind}", value + TAILS[kind]
        yield f"{where}: number", next_of(NUMBERS)
    else:
        for _turn in range(tails):
            number = next_of(NUMBERS)
            yield f"{where}: {str(number)[:20]}", number


def _quote(text: Any) -> str:
    return quote_plus(str(text).encode("utf-8", "surrogatepass"))
