"""Public keys of proofs, and how introspection names them."""

import pytest

from app.models.credentials.dpop_key import DPoPKey, UnusableKeyError, confirmation, decode
from tests.support.dpop import key_of


def test_thumbprint_is_that_of_rfc_7638():
    """The example of RFC 7638 section 3.1."""
    n = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc"
        "_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQ"
        "R0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bF"
        "TWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )
    jwk = {"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}
    key = DPoPKey.read(jwk, "RS256")
    assert key.thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA", "RS256", "PS256"])
def test_only_the_signed_message_verifies(algorithm):
    pair = key_of(algorithm)
    key = DPoPKey.read(pair.as_dict(private=False), algorithm)
    assert not key.verifies(b"message", b"signature")


def test_private_key_is_refused_although_it_has_a_public_part():
    with pytest.raises(UnusableKeyError):
        DPoPKey.read(key_of("ES256").as_dict(private=True), "ES256")


@pytest.mark.parametrize("text", ["A", "AB==", "A B", "A+/A", "AB\n", "é", None, "QR"])
def test_only_canonical_base64url_is_read(text):
    with pytest.raises(ValueError, match="not"):
        decode(text)


def test_introspection_names_the_key_of_a_bound_token():
    assert confirmation(None) == {"token_type": "Bearer"}
    assert confirmation("x") == {"token_type": "DPoP", "cnf": {"jkt": "x"}}
