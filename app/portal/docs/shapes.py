"""JSON Schemas as people read them: a row a member, and an example of the whole."""

import json
from dataclasses import dataclass
from typing import Any

from app.openapi.operation import Named
from app.portal.docs.literals import JSON, literal

DEEP = 1  # levels of objects whose members have rows of their own
WORDS = {"string": "text", "integer": "number", "boolean": "true or false", "array": "list"}


@dataclass(frozen=True)
class Row:
    """One member. ``kind`` is a word or two; ``said`` what the schema says of it."""

    name: str
    kind: str
    said: str
    required: bool
    most: int | None  # characters, of a text


def variants(schema: Any) -> list[tuple[str, list[Row]]]:
    """The rows of each kind of body, under the value that tells it apart; "" for an only one."""
    shape = _open(schema)
    kinds = [_open(one) for one in shape.get("oneOf", [shape])]
    return [(_caption(kind) if len(kinds) > 1 else "", list_rows(kind)) for kind in kinds]


def list_rows(schema: Any, prefix: str = "", depth: int = 0) -> list[Row]:
    """A row for each member that counts, those of objects in it right below."""
    shape = _open(schema)
    rows = []
    for name, member in shape.get("properties", {}).items():
        inner = _open(member)
        if not inner.keys() - {"description"}:
            continue  # passed over
        required = name in shape.get("required", ()) and not prefix
        said, most = inner.get("description", ""), inner.get("maxLength")
        row = Row(prefix + name, kind_of(member), said, required, most)
        below = list_rows(_without_null(inner), f"{row.name}.", depth + 1) if depth < DEEP else []
        rows += [row, *below] if row.said or required or not below else below
    return rows


def kind_of(schema: Any) -> str:
    """What kind of value it is, in a word or two."""
    shape = _open(schema)
    if "const" in shape:
        return json.dumps(shape["const"])
    if "enum" in shape:
        return ", ".join(map(str, shape["enum"]))
    if "oneOf" in shape:
        kinds = [kind_of(one) for one in shape["oneOf"] if one != {"type": "null"}]
        return " or ".join(dict.fromkeys(kinds))
    types = shape.get("type", "object")
    named = [types] if isinstance(types, str) else [one for one in types if one != "null"]
    if named == ["array"]:
        return f"list of {kind_of(shape['items'])}"
    return " or ".join(WORDS.get(one, one) for one in named)


def example(schema: Any) -> str:
    """A value of this shape, as JSON that is read easily."""
    return literal(_example(schema), JSON)


def _example(schema: Any) -> Any:
    shape = _open(schema)
    for one in (*shape.get("examples", ())[:1], *shape.get("enum", ())[:1]):
        return one
    if "const" in shape:
        return shape["const"]
    if "default" in shape:
        return shape["default"]
    if kinds := shape.get("oneOf") or shape.get("anyOf"):
        return _example(kinds[0])
    types = shape.get("type")
    kind = types if isinstance(types, str) or types is None else types[0]
    if kind == "object":
        return {name: _example(one) for name, one in shape.get("properties", {}).items()}
    if kind == "array":
        return [_example(shape["items"])]
    return {"integer": 42, "number": 1.5, "boolean": False}.get(kind or "", "…")


def _open(schema: Any) -> dict[str, Any]:
    shape: dict[str, Any] = schema.shape if isinstance(schema, Named) else schema
    return shape


def _without_null(shape: dict[str, Any]) -> Any:
    kinds = [one for one in shape.get("oneOf", []) if one != {"type": "null"}]
    return kinds[0] if len(kinds) == 1 else shape


def _caption(shape: dict[str, Any]) -> str:
    return next(str(one["const"]) for one in shape["properties"].values() if "const" in one)
