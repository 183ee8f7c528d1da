"""JSON Schemas as rows and examples."""

import json

import pytest

from app.openapi.operation import Named
from app.portal.docs import shapes

EVENT = Named(
    "Event",
    {
        "type": "object",
        "required": ["title"],
        "properties": {
            "title": {"type": "string", "maxLength": 200, "description": "The name."},
            "ignored": {"description": "Accepted and ignored."},
            "venue": {
                "oneOf": [
                    {"type": "object", "properties": {"city": {"type": "string"}}},
                    {"type": "null"},
                ]
            },
        },
    },
)


def test_members_of_objects_have_rows_and_ignored_ones_have_none():
    rows = shapes.list_rows(EVENT)
    assert [row.name for row in rows] == ["title", "venue.city"]
    assert (rows[0].kind, rows[0].required, rows[0].max_length) == ("text", True, 200)


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"const": "draft"}, '"draft"'),
        ({"enum": ["a", "b"]}, "a, b"),
        ({"type": ["string", "null"]}, "text"),
        ({"type": "array", "items": {"type": "integer"}}, "list of number"),
        ({"oneOf": [{"type": "string"}, {"type": "boolean"}]}, "text or true or false"),
        ({}, "object"),
    ],
    ids=["constant", "enumeration", "nullable", "list", "choice", "untyped"],
)
def test_type_is_written_in_words(schema, kind):
    assert shapes.kind_of(schema) == kind


def test_example_has_the_shape_of_the_schema():
    example = json.loads(shapes.example({"type": "array", "items": EVENT}))
    assert example[0].keys() == EVENT.shape["properties"].keys()
    assert json.loads(shapes.example({"type": "string", "examples": ["x", "y"]})) == "x"


def test_body_without_members_has_no_variants():
    assert shapes.variants({"type": "string"}) == []


def test_variants_are_told_apart_by_their_constant():
    kinds = [{"type": "object", "properties": {"kind": {"const": name}}} for name in ("add", "end")]
    assert [caption for caption, _rows in shapes.variants({"oneOf": kinds})] == ["add", "end"]
    assert [caption for caption, _rows in shapes.variants(EVENT)] == [""]
