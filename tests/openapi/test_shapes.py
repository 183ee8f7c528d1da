"""Shorthand makes the JSON Schemas that it says."""

import pytest
from jsonschema import Draft202012Validator

from app.openapi import shapes


@pytest.mark.parametrize(
    ("shape", "valid", "invalid"),
    [
        (shapes.text("A name.", maxLength=2), "ab", "abc"),
        (shapes.number("A count.", minimum=0), 0, -1),
        (shapes.one_of("a", "b"), "b", "c"),
        (shapes.always("x"), "x", "y"),
        (shapes.list_of(shapes.TEXT, minItems=1), ["a"], []),
        (shapes.or_null(shapes.TEXT), None, 1),
        (shapes.or_null(shapes.one_of("a")), None, "b"),
        (shapes.members(a=shapes.TEXT), {"a": "", "b": 1}, {}),
        (shapes.some_of({"a": shapes.TEXT}), {}, {"a": 1}),
        (shapes.some_of({"a": shapes.TEXT}, ("a",)), {"a": ""}, {}),
        (shapes.some_of({"a": shapes.TEXT}, closed=True), {}, {"b": 1}),
    ],
    ids=[
        *("text", "number", "one of", "constant", "list", "or null", "one of or null"),
        *("members", "some of", "required", "closed"),
    ],
)
def test_shape_takes_one_value_and_refuses_another(shape, valid, invalid):
    Draft202012Validator.check_schema(shape)
    validator = Draft202012Validator(shape)
    assert validator.is_valid(valid)
    assert not validator.is_valid(invalid)


def test_description_is_left_out_when_it_is_empty():
    assert "description" not in shapes.one_of("a")
    assert shapes.one_of("a", description="A letter.")["description"] == "A letter."


def test_example_does_not_change_the_shape_itself():
    assert shapes.such_as("x") == {"type": "string", "examples": ["x"]}
    assert shapes.TEXT == {"type": "string"}
