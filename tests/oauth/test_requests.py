"""Parameters are read from one place, once each, as text."""

import pytest
from flask import request

from app.oauth.errors import Refusal
from app.oauth.requests import MAX_PARAMETERS, MAX_VALUE, read_body, read_query


def read_json(app, body):
    with app.test_request_context(method="POST", data=body, content_type="application/json"):
        return read_body(request)


def read_form(app, query="", **kwargs):
    with app.test_request_context(f"/{query}", method="POST", **kwargs):
        return read_body(request)


def test_empty_parameters_are_left_out(app):
    assert read_form(app, data={"code": "c", "scope": ""}) == {"code": "c"}
    assert read_json(app, '{"code": "c", "scope": null}') == {"code": "c"}


def test_numbers_and_lists_of_scopes_in_json_become_text(app):
    parameters = read_json(app, '{"client_id": 7, "scope": ["b", "a"]}')
    assert parameters == {"client_id": "7", "scope": "a b"}


@pytest.mark.parametrize(
    "body",
    ["{", "[]", "1", '{"a": 1, "a": 2}', '{"a": true}', '{"a": {}}', '{"a": "\\u0000"}', "\xff"],
)
def test_broken_json_is_refused(app, body):
    with pytest.raises(Refusal) as refused:
        read_json(app, body)
    assert refused.value.error == "invalid_request"


@pytest.mark.parametrize(
    "query",
    [
        "a=1&a=2",
        "a=" + "x" * (MAX_VALUE + 1),
        "&".join(f"p{number}=1" for number in range(MAX_PARAMETERS + 1)),
    ],
    ids=["repeated", "too-long", "too-many"],
)
def test_query_out_of_bounds_is_refused(app, query):
    with app.test_request_context(f"/?{query}"), pytest.raises(Refusal):
        read_query(request)


@pytest.mark.parametrize("query", ["state=%ED%A0%80", "state=%ff", "%C3=x", "state=x%00"])
def test_query_that_is_no_text_is_refused(app, query):
    """Otherwise a state would come back as percent signs."""
    with app.test_request_context(f"/?{query}"), pytest.raises(Refusal):
        read_query(request)


def test_credentials_in_the_query_are_never_read(app):
    with pytest.raises(Refusal, match="in the body"):
        read_form(app, "?code=c")
    assert read_form(app, "?code=evil", data={"code": "c"}) == {"code": "c"}
