"""What Authlib asks a client: scopes, redirect URIs, response and grant types."""

import pytest

from tests.support.factories import REDIRECT_URI, make_client

OTHER_URI = "https://app.example/other"


@pytest.fixture
def client(context):
    client, _secret = make_client(scopes="events:read profile:read")
    client.default_scopes = "events:read"
    return client


@pytest.mark.parametrize(
    ("requested", "allowed"),
    [
        pytest.param(None, "events:read", id="nothing-gets-the-defaults"),
        pytest.param("profile:read", "profile:read", id="below-the-ceiling"),
        pytest.param("events:read tickets:read", None, id="one-above-the-ceiling"),
        pytest.param("admin", None, id="unknown"),
    ],
)
def test_scopes_of_a_request(client, requested, allowed):
    assert client.get_allowed_scope(requested) == allowed


def test_redirect_uri_may_be_left_out_while_there_is_only_one(client):
    assert client.match_redirect_uri(None) == REDIRECT_URI
    client.change(redirect_uris=(REDIRECT_URI, OTHER_URI))
    assert client.match_redirect_uri(None) is None
    assert client.match_redirect_uri(OTHER_URI) == OTHER_URI
    assert client.match_redirect_uri(f"{OTHER_URI}/x") is None


def test_redirect_is_noted_on_the_address_that_matches(client, clock):
    client.change(redirect_uris=(REDIRECT_URI, OTHER_URI))
    client.note_redirect(OTHER_URI)
    assert [row.last_used_at for row in client.redirect_uris] == [None, clock.at]


def test_only_the_code_flow_starts_at_the_authorization_endpoint(client):
    assert client.check_response_type("code")
    assert not client.check_response_type("token")
    client.grant_types = "client_credentials"
    assert not client.check_response_type("code")
