"""Queries, read strictly."""

import pytest
from werkzeug.exceptions import HTTPException

from app.api.http import query

NAMES = frozenset({"limit", "q"})


def refusal(app, text):
    with app.test_request_context(f"/?{text}"), pytest.raises(HTTPException) as caught:
        query.read(NAMES)
    return caught.value.get_response().get_json()


def test_parameters_are_read_by_name_without_the_token(app):
    with app.test_request_context("/?q=a%20b&limit=&access_token=x"):
        assert query.read(NAMES) == {"q": "a b", "limit": ""}


@pytest.mark.parametrize(
    ("text", "parameter"),
    [
        ("q=1&q=2", "q"),
        ("page=2", "page"),
        ("<script>=2", "unknown parameter"),
        ("a" * 30 + "=2", "unknown parameter"),
    ],
    ids=["repeated", "unknown", "markup", "long"],
)
def test_refusal_names_the_parameter_if_it_may_be_repeated(app, text, parameter):
    assert refusal(app, text)["parameter"] == parameter


@pytest.mark.parametrize("text", ["q=%ff", "&".join(f"a{n}=1" for n in range(21))])
def test_unreadable_query_is_refused(app, text):
    assert refusal(app, text)["status"] == 400


@pytest.mark.parametrize("text", ["0", "201", "-1", "1.5", "٣", "9999", ""])
def test_limit_out_of_range_is_refused(app, text):
    with app.test_request_context("/"), pytest.raises(HTTPException):
        query.read_limit(text)


@pytest.mark.parametrize(("text", "limit"), [(None, 50), ("1", 1), ("200", 200)])
def test_limit(text, limit):
    assert query.read_limit(text) == limit
