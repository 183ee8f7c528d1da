"""A manifest, as programs send it and people paste it (RFC 7591 section 2)."""

import pytest

from app.models.clients import client_manifest
from app.models.values.errors import ValidationError

pytestmark = pytest.mark.usefixtures("context")

URI = "https://app.example/cb"


def refusal(values):
    """Return the member that is refused, and why."""
    with pytest.raises(ValidationError) as caught:
        client_manifest.read(values)
    return caught.value.field, caught.value.message


def test_manifest_says_what_the_form_asks():
    metadata = client_manifest.read(
        {
            "client_name": "Tide Calendar",
            "redirect_uris": [URI],
            "client_uri": "https://app.example",
            "scope": "events:read profile:read",
            "token_endpoint_auth_method": "none",
            "logo_uri": "https://app.example/logo.png",
        }
    )
    assert (metadata.name, metadata.redirect_uris) == ("Tide Calendar", (URI,))
    assert metadata.website == "https://app.example"
    assert metadata.scopes == {"events:read", "profile:read"}
    assert not metadata.confidential


def test_app_without_an_authentication_method_runs_on_a_server():
    assert client_manifest.read({}).confidential


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"client_name": 7}, "client_name", "text"),
        ({"client_name": "a\x00"}, "client_name", "text"),
        ({"redirect_uris": URI}, "redirect_uris", "list"),
        ({"redirect_uris": [7]}, "redirect_uris", "list"),
        ({"scope": "events:read admin"}, "scope", "'admin'"),
        ({"token_endpoint_auth_method": "tls_client_auth"}, "token_endpoint_auth_method", "tls"),
        ({"grant_types": ["implicit"]}, "grant_types", "'implicit'"),
        ({"response_types": ["token"]}, "response_types", "'token'"),
    ],
)
def test_member_that_cannot_be_used_is_named(values, field, words):
    assert refusal(values)[0] == field
    assert words in refusal(values)[1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"client_name":\n "x"', "line 2, character 5"),
        ("[]", "object"),
        ("[" * 40_000, "cannot be read"),
        ("1" * 5000, "cannot be read"),
        (" " * 50_001, "too long"),
        ("", "line 1"),
    ],
    ids=["unfinished", "list", "deep", "number", "long", "empty"],
)
def test_text_that_is_no_manifest_is_refused_with_its_place(text, words):
    with pytest.raises(ValidationError) as caught:
        client_manifest.parse(text)
    assert caught.value.field == "manifest"
    assert words in caught.value.message
