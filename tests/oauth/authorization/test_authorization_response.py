"""Redirects to the client: exact address, documented order, no trace in caches or Referer."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from app.oauth.authorization import authorization_response
from app.oauth.authorization.authorization_request import Target
from app.oauth.errors import Refusal
from tests.support.factories import make_client

ADDRESS = "https://app.example/callback?next=%2Fa&x="


@pytest.fixture
def target(context):
    client, _secret = make_client(redirect_uris=(ADDRESS,))
    return Target(client, ADDRESS, True, "s123")


def test_address_is_kept_byte_for_byte(app, target):
    target.client.sends_iss = False
    with app.test_request_context():
        response = authorization_response.send(target, [("code", "c")])
    assert response.status_code == 302
    assert response.headers["Location"] == f"{ADDRESS}&code=c&state=s123"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_error_carries_state_and_issuer(app, target):
    with app.test_request_context():
        error = Refusal("access_denied", "No.")
        response = authorization_response.send_error(target, error)
    names = [name for name, _value in parse_qsl(urlsplit(response.location).query)][-5:]
    assert names == ["error", "error_description", "error_uri", "state", "iss"]


def test_parameters_of_the_caller_stay_as_they_are(app, target):
    parameters = [("code", "c")]
    with app.test_request_context():
        authorization_response.send(target, parameters)
    assert parameters == [("code", "c")]
