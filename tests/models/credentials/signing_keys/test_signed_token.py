"""Signed tokens: the key decides the algorithm, whatever a token says of itself."""

import base64
import hashlib
import hmac
import json
import warnings

import pytest
from joserfc import jwt
from joserfc.jwk import JWKRegistry, RSAKey

from app.models.credentials.signing_keys import signed_token
from app.models.credentials.signing_keys.signing_key import ALGORITHMS, SigningKey

pytestmark = pytest.mark.usefixtures("context")

CLAIMS = {"sub": "usr_m4k7q2x9b3t6"}


def segment(content) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.mark.filterwarnings("ignore:EdDSA")  # of the client's side
@pytest.mark.parametrize("alg", ALGORITHMS)
def test_token_verifies_with_the_published_key_that_it_names(alg):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        token = signed_token.sign(CLAIMS, typ="logout+jwt", alg=alg)
        assert signed_token.read(token, typ="logout+jwt") == CLAIMS
    key = SigningKey.current(alg)
    read = jwt.decode(token, JWKRegistry.import_key(key.public), algorithms=[alg])
    assert read.claims == CLAIMS
    assert read.header == {"typ": "logout+jwt", "alg": alg, "kid": key.kid}


def test_token_of_another_type_is_not_read():
    assert signed_token.read(signed_token.sign(CLAIMS, typ="logout+jwt"), typ="JWT") is None


def forged_with_none(key):
    return f"{segment({'alg': 'none', 'typ': 'JWT', 'kid': key.kid})}.{segment(CLAIMS)}."


def forged_with_public_key_as_secret(key):
    """HS256 with what everyone knows (RFC 8725 section 2.1)."""
    public = JWKRegistry.import_key(key.public).as_pem(private=False)
    text = f"{segment({'alg': 'HS256', 'typ': 'JWT', 'kid': key.kid})}.{segment(CLAIMS)}"
    mac = hmac.new(public, text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def forged_with_own_key(key):
    own = RSAKey.generate_key(2048)
    return jwt.encode({"alg": "RS256", "kid": key.kid}, CLAIMS, own, ["RS256"])


def forged_with_embedded_key(key):
    own = RSAKey.generate_key(2048)
    header = {"alg": "RS256", "kid": key.kid, "jwk": own.as_dict(private=False)}
    return jwt.encode(header, CLAIMS, own, ["RS256"])


def altered(key):
    header, _payload, signature = signed_token.sign(CLAIMS, typ="JWT").split(".")
    return f"{header}.{segment({'sub': 'usr_other'})}.{signature}"


def of_unknown_key(_key):
    own = RSAKey.generate_key(2048)
    return jwt.encode({"alg": "RS256", "kid": "unknown"}, CLAIMS, own, ["RS256"])


FORGERIES = [
    forged_with_none,
    forged_with_public_key_as_secret,
    forged_with_own_key,
    forged_with_embedded_key,
    altered,
    of_unknown_key,
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("forge", FORGERIES)
def test_forged_token_is_not_read(forge):
    assert signed_token.read(forge(SigningKey.current("RS256")), typ="JWT") is None


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "é.b.c", "\0", "e30.e30.", "x" * 9000])
def test_text_that_is_no_token_is_not_read(text):
    assert signed_token.read(text, typ="JWT") is None
