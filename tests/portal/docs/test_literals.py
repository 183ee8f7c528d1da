"""JSON values as literals of other languages."""

import ast
import json

import pytest

from app.portal.docs.literals import JAVASCRIPT, JSON, PHP, PYTHON, literal

VALUE = {
    "title": "It's “late”",
    "tags": ["a", "b"],
    "limit": 3,
    "draft": False,
    "ends": None,
    "place": {"name": "Harbour Hall", "address": "Riva del Magazzino 4, Trieste", "floor": 1.5},
}


def test_python_and_json_read_the_literal_as_the_value():
    assert ast.literal_eval(literal(VALUE, PYTHON)) == VALUE
    assert json.loads(literal(VALUE, JSON)) == VALUE


def test_short_value_is_one_line_and_a_long_one_is_indented():
    assert literal({"a": [1, True]}, JSON) == '{"a": [1, true]}'
    lines = literal(VALUE, JAVASCRIPT).splitlines()
    assert lines[0] == "{"
    assert lines[1] == '  "title": "It\'s “late”",'
    assert lines[-2] == "  },"


@pytest.mark.parametrize(
    ("language", "code"),
    [
        (PYTHON, 'os.environ["NAME"]'),
        (JSON, '"$NAME"'),
        (JAVASCRIPT, "process.env.NAME"),
        (PHP, "getenv('NAME')"),
    ],
    ids=["Python", "JSON", "JavaScript", "PHP"],
)
def test_variable_is_read_from_the_environment(language, code):
    assert literal("$NAME", language) == code


def test_php_escapes_quotes_and_backslashes():
    assert literal({"it's": "a\\b"}, PHP) == r"['it\'s' => 'a\\b']"
