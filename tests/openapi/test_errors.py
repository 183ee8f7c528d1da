"""Every documented error has a description, and its headers belong to one."""

from app.openapi import errors, headers


def test_headers_are_those_of_described_errors():
    assert errors.HEADERS.keys() <= errors.DESCRIPTIONS.keys()
    names = {name for names in errors.HEADERS.values() for name in names}
    assert names <= headers.OF_ANSWERS.keys()


def test_required_members_of_an_error_are_described():
    for schema in (errors.PROBLEM, errors.OAUTH_ERROR):
        assert set(schema.shape["required"]) <= schema.shape["properties"].keys()
        assert "request_id" in schema.shape["required"]
