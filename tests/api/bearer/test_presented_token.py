"""Where a request may show its token."""

import pytest
from authlib.oauth2.rfc6749.errors import InvalidRequestError

from app.api.bearer import presented_token

A = {"Authorization": "Bearer a"}


@pytest.mark.parametrize(
    ("request_", "token"),
    [
        ({}, (None, "header")),
        ({"headers": A}, ("a", "header")),
        ({"headers": {"Authorization": "bearer  a "}}, ("a", "header")),
        ({"headers": {"Authorization": "Basic a"}}, (None, "header")),
        ({"query_string": "access_token=a"}, ("a", "query")),
        ({"query_string": "b=1&%61ccess%5Ftoken=a"}, ("a", "query")),
        ({"headers": A, "query_string": "access_token=a"}, ("a", "query")),
        ({"method": "POST", "data": {"access_token": "a"}}, ("a", "body")),
        ({"method": "POST", "json": {"access_token": "a"}}, ("a", "body")),
        ({"method": "POST", "json": {"access_token": 1}}, (None, "header")),
        ({"method": "PUT", "data": {"access_token": "a"}}, (None, "header")),
    ],
    ids="none header lower-case basic query encoded-name same-twice form json number put".split(),
)
def test_token_and_its_place(app, request_, token):
    with app.test_request_context("/", **request_):
        assert presented_token.read() == token


@pytest.mark.parametrize(
    "request_",
    [
        {"headers": A, "query_string": "access_token=b"},
        {"query_string": "access_token=a&access_token=a"},
        {"headers": {"Authorization": "Bearer a, Bearer b"}},
        {"method": "DELETE", "query_string": "access_token=a"},
        {"method": "POST", "query_string": "access_token=a", "data": {"access_token": "a"}},
    ],
    ids="two-places repeated two-headers delete query-and-body".split(),
)
def test_ambiguous_token_is_refused(app, request_):
    with app.test_request_context("/", **request_), pytest.raises(InvalidRequestError):
        presented_token.read()
