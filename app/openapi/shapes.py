"""Shorthand for JSON Schemas (draft 2020-12, as in OpenAPI 3.1)."""

from typing import Any

from app.language.texts import lazy_gettext as _
from app.openapi.operation import Named, Shape

TEXT: Shape = {"type": "string"}
NUMBER: Shape = {"type": "integer"}
YES_NO: Shape = {"type": "boolean"}
URL: Shape = {"type": "string", "format": "uri"}
INSTANT: Shape = {
    "type": "string",
    "format": "date-time",
    "description": _("RFC 3339, UTC, with Z."),
    "examples": ["2027-03-27T19:00:00Z"],
}
EPOCH: Shape = {
    "type": "integer",
    "description": _("Seconds since 1970, UTC."),
    "examples": [1806174000],
}


def such_as(example: Any, shape: Shape = TEXT) -> Shape:
    """Return ``shape`` with an example."""
    return {**shape, "examples": [example]}


def text(description: str, **rules: Any) -> Shape:
    """Return a string with a description; ``rules`` are keywords of JSON Schema."""
    return {"type": "string", "description": description, **rules}


def number(description: str, **rules: Any) -> Shape:
    """Return an integer with a description; ``rules`` are keywords of JSON Schema."""
    return {"type": "integer", "description": description, **rules}


def one_of(*values: str, description: str = "") -> Shape:
    """Return an enumeration of strings."""
    return {"type": "string", "enum": list(values)} | _described(description)


def always(value: Any) -> Shape:
    """Return a constant."""
    return {"const": value}


def list_of(shape: Shape | Named, description: str = "", **rules: Any) -> Shape:
    """Return an array; ``rules`` are keywords of JSON Schema."""
    return {"type": "array", "items": shape, **rules} | _described(description)


def or_null(shape: Shape | Named) -> Shape:
    """Return ``shape`` or null."""
    if isinstance(shape, dict) and isinstance(shape.get("type"), str) and "enum" not in shape:
        return {**shape, "type": [shape["type"], "null"]}
    return {"oneOf": [shape, {"type": "null"}]}


def members(description: str = "", /, **properties: Shape | Named) -> Shape:
    """Return an object that has all of these members."""
    shape: Shape = {"type": "object", "properties": properties, "required": list(properties)}
    return shape | _described(description)


def with_optional(shape: Shape, **properties: Shape | Named) -> Shape:
    """Return the object ``shape`` that may have these members, too."""
    return {**shape, "properties": {**shape["properties"], **properties}}


def some_of(
    properties: dict[str, Any], required: tuple[str, ...] = (), *, closed: bool = False
) -> Shape:
    """Return an object that may have these members, and no others when ``closed``."""
    shape: Shape = {"type": "object", "properties": properties}
    if required:
        shape["required"] = list(required)
    return {**shape, "additionalProperties": False} if closed else shape


def _described(description: str) -> Shape:
    return {"description": description} if description else {}
