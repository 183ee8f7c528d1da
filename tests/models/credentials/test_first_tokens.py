"""The first tokens of a family, and whether a refresh token is among them."""

import pytest

from app.models.credentials import first_tokens
from app.models.credentials.token_family import TokenFamily


@pytest.mark.parametrize(
    ("lifetime", "grant_types", "has_refresh_token"),
    [
        (90, "authorization_code refresh_token", True),
        (0, "authorization_code refresh_token", False),
        (90, "authorization_code", False),
    ],
)
def test_refresh_token_comes_only_for_clients_that_get_one(
    granted, lifetime, grant_types, has_refresh_token
):
    client = granted.client
    client.refresh_token_lifetime, client.grant_types = lifetime, grant_types
    pair = first_tokens.issue(TokenFamily.open(granted), scopes="events:read")
    assert (pair.refresh_token is not None) is has_refresh_token
    assert pair.scopes == "events:read"
