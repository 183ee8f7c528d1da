"""What a client registers about itself, cleaned, stored and described again."""

import pytest

from app.models.clients.client_metadata import UNNAMED
from app.models.clients.registrations import client_manifest, registration
from app.models.values.errors import ValidationError
from tests.support import factories

pytestmark = pytest.mark.usefixtures("context")

URI = "https://app.example/cb"


def make(**members):
    read = client_manifest.read({"redirect_uris": [URI], **members})
    return read.checked().register(status="live", source="dcr")


def test_app_without_a_name_is_registered_and_named_as_such():
    client, _secret = make()
    assert client.name == UNNAMED
    assert registration.describe(client)["client_name"] == UNNAMED


def test_reviewed_app_without_a_name_keeps_no_other_from_registering():
    reviewed, _secret = make()
    reviewed.review()
    other, _secret = make(redirect_uris=["https://other.example/cb"])
    assert other.name == UNNAMED


def test_description_says_what_is_registered():
    client, secret = make(
        client_name="Poster Board",
        grant_types=["client_credentials", "authorization_code", "implicit"],
        token_endpoint_auth_method="client_secret_post",
        scope="events:read made:up",
        policy_uri="https://app.example/policy",
    )
    assert secret
    assert registration.describe(client) == {
        "client_name": "Poster Board",
        "redirect_uris": [URI],
        "grant_types": ["authorization_code", "client_credentials"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "client_secret_post",
        "scope": "events:read",
        "application_type": "web",
        "id_token_signed_response_alg": "RS256",
        "policy_uri": "https://app.example/policy",
    }


def test_client_that_redirects_no_one_needs_no_address():
    client, _secret = make(grant_types=["client_credentials"], redirect_uris=None)
    described = registration.describe(client)
    assert (described["redirect_uris"], described["response_types"]) == ([], [])


def test_client_that_signs_gets_no_secret():
    _client, secret = make(
        token_endpoint_auth_method="private_key_jwt", jwks_uri="https://app.example/jwks"
    )
    assert secret is None


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"client_name": "x" * 101}, "client_name"),
        ({"client_uri": "javascript:alert(1)"}, "client_uri"),
        ({"redirect_uris": []}, "redirect_uris"),
        ({"redirect_uris": ["https://a.example/#f"], "grant_types": ["client_credentials"]},
         "redirect_uris"),
    ],
)  # fmt: skip
def test_refusal_names_the_member_that_was_sent(members, name):
    with pytest.raises(ValidationError) as refused:
        make(**members)
    assert refused.value.field == name


def test_name_of_a_reviewed_app_is_refused_by_its_member():
    theirs, _secret = factories.make_client(name="Poster Board")
    theirs.review()
    with pytest.raises(ValidationError) as refused:
        make(client_name="Poster Board", redirect_uris=["https://other.example/cb"])
    assert refused.value.field == "client_name"
