"""Errors look as the address and its door have them."""

import pytest

from app.openapi import errors, responses
from app.openapi.routes import list_routes


def of(app, endpoint):
    """Return the responses of the first route of ``endpoint``."""
    return responses.of_route(next(r for r in list_routes(app) if r.endpoint == endpoint))


def test_shared_errors_of_the_api_are_references(app):
    assert of(app, "api.list_events")["429"] == {"$ref": "#/components/responses/TooManyRequests"}


@pytest.mark.parametrize(
    ("endpoint", "status", "types"),
    [
        ("oauth.issue_token", "400", {"application/json"}),
        ("oauth.ask_consent", "503", {"text/html"}),
    ],
)
def test_errors_outside_the_api_have_content_of_their_own(app, endpoint, status, types):
    assert set(of(app, endpoint)[status]["content"]) == types


def test_every_shared_error_carries_its_headers():
    shared = responses.shared()
    assert len(shared) == len(errors.DESCRIPTIONS)
    assert "WWW-Authenticate" in shared["Unauthorized"]["headers"]
    assert "Retry-After" in shared["ServiceUnavailable"]["headers"]
    assert all("X-Request-ID" in error["headers"] for error in shared.values())


def test_write_that_is_done_once_says_when_it_was_repeated(app):
    once, other = ([r for r in list_routes(app) if r.writes_once is yes] for yes in (True, False))
    for routes, is_told in ((once, True), (other, False)):
        for route in routes:
            answers = [responses.of_route(route)[str(status)] for status in route.operation.answers]
            told = ["Idempotent-Replayed" in answer["headers"] for answer in answers]
            assert told == [is_told] * len(answers)
