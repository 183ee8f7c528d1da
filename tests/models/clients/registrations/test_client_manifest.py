"""A manifest, as programs send it and people paste it (RFC 7591 section 2)."""

import pytest

from app.models.clients.registrations import client_manifest, supported
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
    ).metadata
    assert (metadata.name, metadata.redirect_uris) == ("Tide Calendar", (URI,))
    assert metadata.website == "https://app.example"
    assert metadata.scopes == {"events:read", "profile:read"}
    assert not metadata.confidential


def test_empty_manifest_has_the_usual_values():
    usual = client_manifest.read({})
    assert usual.metadata.confidential
    assert usual.metadata.scopes == supported.usual_scopes()
    assert usual.grant_types == ("authorization_code", "refresh_token")
    assert usual.auth_method is None


@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic", "none"])
def test_authentication_method_is_the_one_that_was_asked_for(method):
    read = client_manifest.read({"token_endpoint_auth_method": method})
    assert read.auth_method == method
    assert read.metadata.confidential is (method != "none")


@pytest.mark.parametrize(
    ("values", "grant_types"),
    [
        ({"grant_types": ["authorization_code", "implicit"]}, ("authorization_code",)),
        ({"grant_types": ["password", "client_credentials"]}, ("client_credentials",)),
        ({"grant_types": []}, ("authorization_code", "refresh_token")),
        (
            {
                "grant_types": ["client_credentials", "authorization_code"],
                "token_endpoint_auth_method": "none",
            },
            ("authorization_code",),
        ),
        (
            {"response_types": ["code", "code id_token"]},
            ("authorization_code", "refresh_token"),
        ),
        (
            {"grant_types": ["client_credentials"], "response_types": ["token"]},
            ("client_credentials",),
        ),
    ],
    ids=["implicit", "password", "none named", "public", "response types", "no code"],
)
def test_what_is_not_supported_is_left_out(values, grant_types):
    assert client_manifest.read(values).grant_types == grant_types


@pytest.mark.parametrize(
    ("scope", "kept"),
    [
        ("events:read admin", {"events:read"}),
        ("admin", supported.usual_scopes()),
        ("", supported.usual_scopes()),
    ],
)
def test_scopes_that_do_not_exist_are_left_out(scope, kept):
    assert client_manifest.read({"scope": scope}).metadata.scopes == kept


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"client_name": 7}, "client_name", "text"),
        ({"client_name": "a\x00"}, "client_name", "text"),
        ({"redirect_uris": URI}, "redirect_uris", "list"),
        ({"redirect_uris": [7]}, "redirect_uris", "list"),
        ({"scope": ["events:read"]}, "scope", "text"),
        ({"token_endpoint_auth_method": "tls_client_auth"}, "token_endpoint_auth_method", "tls"),
        ({"grant_types": ["implicit"]}, "grant_types", "'implicit'"),
        ({"grant_types": ["refresh_token"]}, "grant_types", "token"),
        (
            {"grant_types": ["client_credentials"], "token_endpoint_auth_method": "none"},
            "grant_types",
            "'client_credentials'",
        ),
        ({"response_types": ["token"]}, "response_types", "'token'"),
        ({"application_type": "service"}, "application_type", "'service'"),
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
