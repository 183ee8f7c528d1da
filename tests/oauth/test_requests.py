"""Parameters are read from one place, once each, as text."""

import pytest
from authlib.oauth2.rfc6749.errors import InsecureTransportError
from flask import request

from app.oauth.errors import Refusal
from app.oauth.requests import (
    MAX_RESOURCES,
    MAX_VALUE,
    ParameterRequest,
    read_body,
    read_query,
    resources,
)

PARAMETERS = frozenset({"code", "state", "resource"})


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
    [
        *("{", "[]", "1", '{"code": 1, "code": 2}', '{"code": true}', '{"code": {}}', "\xff"),
        *(
            '{"code": "\\u0000"}',
            '{"code": "\\ud800"}',
            '{"resource": [["a"]]}',
        ),
        '{"resource": {"a": 1}}',
    ],
)
def test_broken_json_is_refused(app, body):
    with pytest.raises(Refusal) as refused:
        read_json(app, body)
    assert refused.value.error == "invalid_request"


@pytest.mark.parametrize(
    "query",
    [
        "state=1&state=2",
        "state=" + "x" * (MAX_VALUE + 1),
        "&".join(f"resource={number}" for number in range(MAX_RESOURCES + 1)),
    ],
    ids=["repeated", "too-long", "too-many"],
)
def test_query_out_of_bounds_is_refused(app, query):
    with app.test_request_context(f"/?{query}"), pytest.raises(Refusal):
        read_query(request, PARAMETERS)


@pytest.mark.parametrize("query", ["state=%ED%A0%80", "state=%ff", "%C3=x", "state=x%00"])
def test_query_that_is_no_text_is_refused(app, query):
    """Otherwise a state would come back as percent signs."""
    with app.test_request_context(f"/?{query}"), pytest.raises(Refusal):
        read_query(request, PARAMETERS)


def test_credentials_in_the_query_are_never_read(app):
    with pytest.raises(Refusal, match="in the body"):
        read_form(app, "?code=c")
    assert read_form(app, "?code=evil", data={"code": "c"}) == {"code": "c"}


def test_error_names_the_parameter(app):
    for read in (
        lambda: read_form(app, data="code=1&code=2", content_type=FORM),
        lambda: read_json(app, '{"code": "1", "code": "2"}'),
        lambda: read_json(app, '{"code": false}'),
        lambda: read_form(app, data={"code": "x" * (MAX_VALUE + 1)}),
    ):
        with pytest.raises(Refusal, match="The parameter code"):
            read()


FORM = "application/x-www-form-urlencoded"
OTHERS = "tag=a&tag=b&long=" + "x" * (MAX_VALUE + 1) + "".join(f"&p{n}=%00" for n in range(99))


def test_other_parameters_are_ignored_however_often_and_whatever_they_hold(app):
    """RFC 6749 sections 3.1 and 3.2."""
    body = (
        '{"tag": "a", "tag": ["b"], "flag": true, "tree": {"a": {}}, "bad": "\\ud800", "code": "c"}'
    )
    assert read_json(app, body) == {"code": "c"}
    assert read_form(app, data=f"{OTHERS}&code=c", content_type=FORM) == {"code": "c"}
    with app.test_request_context(f"/?{OTHERS}&code=c"):
        assert read_query(request, PARAMETERS) == {"code": "c"}


def test_resource_may_be_repeated(app):
    """RFC 8707 section 2; in JSON as a list, too."""
    both = ("https://a.example/api", "https://b.example")
    form = read_form(app, data={"resource": [*both, both[0]], "code": "c"})
    for parameters in (
        form,
        read_json(app, '{"resource": ["https://a.example/api", "https://b.example"]}'),
        read_json(app, '{"resource": "https://a.example/api", "resource": "https://b.example"}'),
    ):
        assert resources(parameters) == both
    with app.test_request_context(f"/?resource={both[0]}&resource={both[1]}"):
        parameters = read_query(request, PARAMETERS)
        assert ParameterRequest(request, parameters).resources == both
    assert resources({"code": "c"}) == ()


def test_form_can_be_read_before_and_after(app):
    """By Werkzeug's parser, which keeps no body, and by ours."""
    with app.test_request_context(method="POST", data={"code": "c d", "scope": "a+b"}):
        sent = {"code": "c d", "scope": "a+b"}
        assert read_body(request) == read_body(request) == sent
        assert dict(request.form) == sent
        vars(request._get_current_object()).pop("_cached_data")
        assert read_body(request) == sent


@pytest.mark.parametrize(
    ("origin", "is_refused"),
    [
        ("http://localhost", False),
        ("http://127.0.0.1:8000", False),
        ("https://events.example", False),
        ("http://events.example", True),
        ("http://localhost.events.example", True),
    ],
)
def test_plain_http_is_refused_but_for_this_machine(app, origin, is_refused):
    app.config["TRUSTED_HOSTS"] = None
    with app.test_request_context("/", origin):
        if is_refused:
            with pytest.raises(InsecureTransportError):
                ParameterRequest(request, {})
        else:
            assert ParameterRequest(request, {}).parameters == {}
