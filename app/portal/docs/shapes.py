"""JSON Schemas for people: a row for each member, in a table or as a tree, and an example."""

import json
from dataclasses import dataclass
from typing import Any

from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.openapi.operation import Named
from app.portal.docs.literals import JSON, literal

DEPTH = 1  # levels of nested objects whose members have rows
TYPES = {
    "string": lazy_gettext("text"),
    "integer": lazy_gettext("number"),
    "number": lazy_gettext("number"),
    "boolean": lazy_gettext("true or false"),
    "array": lazy_gettext("list"),
    "object": lazy_gettext("object"),
}


@dataclass(frozen=True)
class Row:
    """A member. ``kind`` is its type, as ``kind_of`` writes it."""

    name: str
    kind: str
    description: str
    required: bool
    max_length: int | None  # characters


def variants(schema: Any) -> list[tuple[str, list[Row]]]:
    """The rows of each kind of body, by the value that distinguishes it; "" if there is one.

    Empty for a body without members, such as a file.
    """
    shape = _open(schema)
    kinds = [_open(kind) for kind in shape.get("oneOf", [shape])]
    kinds = [kind for kind in kinds if kind.get("properties")]
    return [(_caption(kind) if len(kinds) > 1 else "", list_rows(kind)) for kind in kinds]


def list_rows(schema: Any, prefix: str = "", depth: int = 0) -> list[Row]:
    """A row for each described member, followed by the rows of its own members."""
    shape = _open(schema)
    rows = []
    for name, member in shape.get("properties", {}).items():
        inner = _open(member)
        if not inner.keys() - {"description"}:
            continue  # accepted and ignored
        required = name in shape.get("required", ()) and not prefix
        description, length = inner.get("description", ""), inner.get("maxLength")
        row = Row(prefix + name, kind_of(member), description, required, length)
        below = list_rows(_without_null(inner), f"{row.name}.", depth + 1) if depth < DEPTH else []
        rows += [row, *below] if row.description or required or not below else below
    return rows


@dataclass(frozen=True)
class Branch:
    """A member with the members of its own value, or of each value in its list."""

    name: str
    kind: str
    description: str
    required: bool
    below: tuple["Branch", ...] = ()


def trees(schema: Any) -> list[tuple[str, tuple[Branch, ...]]]:
    """The members of each kind of body, as ``variants``, with all that they hold."""
    shape = _open(schema)
    kinds = [_open(kind) for kind in shape.get("oneOf", [shape])]
    kinds = [kind for kind in kinds if kind.get("properties")]
    return [(_caption(kind) if len(kinds) > 1 else "", _branches(kind, ())) for kind in kinds]


def _branches(schema: Any, above: tuple[str, ...]) -> tuple[Branch, ...]:
    """The members of an object; ``above`` are the shapes it is in, as one may hold itself."""
    shape = _open(schema)
    return tuple(
        Branch(
            name=name,
            kind=kind_of(member),
            description=str(_open(member).get("description", "")),
            required=name in shape.get("required", ()),
            below=_below(member, above),
        )
        for name, member in shape.get("properties", {}).items()
        if _open(member).keys() - {"description"}  # others are accepted and ignored
    )


def _below(member: Any, above: tuple[str, ...]) -> tuple[Branch, ...]:
    while True:
        if isinstance(member, Named):
            if member.name in above:
                return ()
            above = (*above, member.name)
        shape = _without_null(_open(member))
        if isinstance(shape, Named) or shape is not _open(member):
            member = shape
        elif "items" in shape:
            member = shape["items"]
        else:
            return _branches(shape, above)


def kind_of(schema: Any) -> str:
    """The type of the value, for people: "list of text"."""
    shape = _open(schema)
    if "const" in shape:
        return json.dumps(shape["const"])
    if "enum" in shape:
        return ", ".join(map(str, shape["enum"]))
    if "oneOf" in shape:
        kinds = [kind_of(kind) for kind in shape["oneOf"] if kind != {"type": "null"}]
        return _(" or ").join(dict.fromkeys(kinds))
    types = shape.get("type", "object")
    named = [types] if isinstance(types, str) else [name for name in types if name != "null"]
    if named == ["array"]:
        return _("list of %(kind)s", kind=kind_of(shape["items"]))
    return _(" or ").join(str(TYPES.get(name, name)) for name in named)


def example(schema: Any) -> str:
    """An example of the schema, as formatted JSON."""
    return literal(_example(schema), JSON)


def _example(schema: Any) -> Any:
    shape = _open(schema)
    for value in (*shape.get("examples", ())[:1], *shape.get("enum", ())[:1]):
        return value
    if "const" in shape:
        return shape["const"]
    if "default" in shape:
        return shape["default"]
    if kinds := shape.get("oneOf") or shape.get("anyOf"):
        return _example(kinds[0])
    types = shape.get("type")
    kind = types if isinstance(types, str) or types is None else types[0]
    if kind == "object":
        return {name: _example(member) for name, member in shape.get("properties", {}).items()}
    if kind == "array":
        return [_example(shape["items"])]
    return {"integer": 42, "number": 1.5, "boolean": False}.get(kind or "", "…")


def _open(schema: Any) -> dict[str, Any]:
    shape: dict[str, Any] = schema.shape if isinstance(schema, Named) else schema
    return shape


def _without_null(shape: dict[str, Any]) -> Any:
    kinds = [kind for kind in shape.get("oneOf", []) if kind != {"type": "null"}]
    return kinds[0] if len(kinds) == 1 else shape


def _caption(shape: dict[str, Any]) -> str:
    members = shape["properties"].values()
    return next(str(member["const"]) for member in members if "const" in member)
