"""JSON that others send: one meaning, or none."""

import pytest

from app.web import strict_json


def test_object_is_read():
    body = '{"title": "É \\ud83c\\udfb5", "tags": ["a", 1, null, {"b": 1e9}]}'.encode()
    assert strict_json.read_object(body) == {
        "title": "É 🎵",
        "tags": ["a", 1, None, {"b": 1e9}],
    }


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"a": 1} 2',
        b'{"a": 1, "a": 2}',
        b'{"b": {"a": 1, "\\u0061": 2}}',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": "\\ud800"}',
        b'{"\\udc00": 1}',
        b'{"a": "\xff"}',
        '{"a": 1}'.encode("utf-16"),
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
    ids=lambda body: repr(body[:16]),
)
def test_everything_else_is_refused(body):
    assert is_refused(body)


def test_very_many_objects_are_refused():
    most = strict_json.MAX_OBJECTS
    assert strict_json.read_object(b'{"a": [' + b"{}," * (most - 2) + b"{}]}")
    assert is_refused(b'{"a": [' + b"{}," * (most - 1) + b"{}]}")


def test_member_that_no_one_reads_may_be_repeated():
    body = b'{"tag": 1, "tag": {"x": 1, "x": 2}, "name": "a"}'
    assert strict_json.read_object(body, {"name"})["name"] == "a"
    for body in (b'{"name": 1, "name": 2}', b'{"name": [{"a": 1, "a": 2}]}'):
        with pytest.raises(strict_json.RepeatedNameError) as refused:
            strict_json.read_object(body, {"name"})
    assert refused.value.name == "a"


def is_refused(body) -> bool:
    """Return whether the body is refused."""
    try:
        strict_json.read_object(body)
    except ValueError:
        return True
    return False
