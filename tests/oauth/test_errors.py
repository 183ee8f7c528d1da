"""Errors: their status, body and headers, and nothing of the request in them."""

import pytest
from authlib.oauth2.rfc6749.errors import InvalidClientError, InvalidRequestError

from app.oauth import errors
from app.oauth.errors import DESCRIPTIONS, Refusal


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ("invalid_client", 401),
        ("access_denied", 403),
        ("Invalid scopes", 422),
        ("invalid_grant", 400),
    ],
)
def test_status_follows_the_error(app, error, status):
    with app.test_request_context():
        response = errors.refuse(Refusal(error, "Why."))
    assert response.status_code == status
    assert response.headers["Cache-Control"] == "no-store"
    assert ("WWW-Authenticate" in response.headers) == (status == 401)
    assert response.json["error_description"] == response.json["message"] == "Why."


def test_descriptions_of_authlib_are_replaced():
    assert errors.describe(InvalidClientError(description="x<y")) == DESCRIPTIONS["invalid_client"]
    assert errors.describe(InvalidRequestError("sent")) == DESCRIPTIONS["invalid_request"]
    assert errors.missing("code").description == "Missing required parameter: code."
