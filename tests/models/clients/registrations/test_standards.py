"""Members of further standards, as columns of a client."""

import pytest
from joserfc.jwk import ECKey, OctKey

from app.models.clients.registrations import standards
from app.models.clients.registrations.members import Members
from app.models.values.errors import ValidationError

pytestmark = pytest.mark.usefixtures("context")

PUBLIC = {"keys": [ECKey.generate_key("P-256").as_dict(private=False)]}


def read(method="", **values):
    return standards.read(Members(values), method)


def test_everything_is_off_unless_it_is_sent():
    columns = read()
    assert columns.pop("id_token_signed_response_alg") == "RS256"
    assert not any(columns.values())


def test_members_become_columns():
    columns = read(
        require_auth_time=True,
        default_max_age=0,
        id_token_signed_response_alg="EdDSA",
        post_logout_redirect_uris=["https://app.example/a", "com.example.app:/b"],
        logo_uri="https://app.example/logo.png",
        contacts=["ops@app.example"],
    )
    assert columns["require_auth_time"] is True
    assert columns["default_max_age"] == 0
    assert columns["id_token_signed_response_alg"] == "EdDSA"
    assert columns["post_logout_redirect_uris"] == "https://app.example/a com.example.app:/b"
    assert columns["logo_url"] == "https://app.example/logo.png"
    assert columns["contacts"] == "ops@app.example"


def test_keys_may_be_sent_by_value_or_by_address():
    assert read("private_key_jwt", jwks=PUBLIC)["jwks"]
    assert read("private_key_jwt", jwks_uri="https://app.example/jwks")["jwks_uri"]


@pytest.mark.parametrize(
    ("member", "values"),
    [
        ("jwks", {"jwks": PUBLIC, "jwks_uri": "https://app.example/jwks"}),
        ("jwks", {"jwks": {}}),
        ("jwks", {"jwks": {"keys": []}}),
        ("jwks", {"jwks": {"keys": "x"}}),
        ("jwks", {"jwks": {"keys": [7]}}),
        ("jwks", {"jwks": {"keys": [{"kty": "RSA"}]}}),
        ("jwks", {"jwks": {"keys": [{"kty": "EC", "crv": "P-999", "x": "a", "y": "b"}]}}),
        ("jwks", {"jwks": {"keys": [ECKey.generate_key("P-256").as_dict(private=True)]}}),
        ("jwks", {"jwks": {"keys": [OctKey.generate_key(256).as_dict(private=True)]}}),
        ("jwks", {"jwks": {"keys": [{**PUBLIC["keys"][0], "kid": "x" * 16_000}]}}),
        ("jwks_uri", {"jwks_uri": "http://app.example/jwks"}),
        ("token_endpoint_auth_signing_alg", {"token_endpoint_auth_signing_alg": "none"}),
        ("token_endpoint_auth_signing_alg", {"token_endpoint_auth_signing_alg": "HS256"}),
        ("id_token_signed_response_alg", {"id_token_signed_response_alg": "none"}),
        ("userinfo_signed_response_alg", {"userinfo_signed_response_alg": "HS256"}),
        ("subject_type", {"subject_type": "pairwise"}),
        ("default_max_age", {"default_max_age": -1}),
        ("require_auth_time", {"require_auth_time": "yes"}),
        ("initiate_login_uri", {"initiate_login_uri": "http://app.example/login"}),
        ("logo_uri", {"logo_uri": "javascript:alert(1)"}),
        ("policy_uri", {"policy_uri": "http://app.example/policy"}),
        ("contacts", {"contacts": ["a b"]}),
        ("contacts", {"contacts": ["x" * 501]}),
        ("post_logout_redirect_uris", {"post_logout_redirect_uris": ["javascript:alert(1)"]}),
        ("post_logout_redirect_uris", {"post_logout_redirect_uris": ["https://a.example/"] * 11}),
        ("backchannel_logout_uri", {"backchannel_logout_uri": "http://app.example/logout"}),
        ("backchannel_logout_uri", {"backchannel_logout_uri": "https://app.example:8443/logout"}),
        ("backchannel_logout_uri", {"backchannel_logout_uri": "https://10.0.0.1/logout"}),
    ],
)
def test_value_that_cannot_be_used_is_refused_by_its_member(member, values):
    with pytest.raises(ValidationError) as refused:
        read(**values)
    assert refused.value.field == member


def test_key_authentication_without_a_key_is_refused():
    with pytest.raises(ValidationError) as refused:
        read("private_key_jwt")
    assert refused.value.field == "jwks"
