"""Proofs of possession: what is accepted, and every part that can be wrong (RFC 9449, 4.3)."""

import json

import pytest
from joserfc.jwk import ECKey, OctKey

from app.models.credentials import dpop_nonce
from app.models.credentials.dpop_proof import (
    MAX_AGE,
    MAX_AHEAD,
    DPoPProof,
    InvalidProofError,
    NonceRequiredError,
)
from tests.support.dpop import LEFT_OUT, Holder, encode, key_of, segment, sign

ADDRESS = "https://stagedoor.example/api/v1/me"
TOKEN = "sd_at_x"
P384 = ECKey.generate_key("P-384")


@pytest.fixture
def holder(app):
    """A client that knows the present nonce."""
    with app.app_context():
        holder = Holder()
        holder.nonce = dpop_nonce.present()
        yield holder


def spend(proof, method="GET", address=ADDRESS, token=TOKEN):
    DPoPProof.read(proof).spend(method=method, address=address, token=token)


def fault_of(proof):
    with pytest.raises(InvalidProofError) as caught:
        spend(proof)
    return caught.value.part


def test_newer_name_of_an_algorithm_is_known(holder):
    edwards = Holder("EdDSA")
    edwards.nonce = holder.nonce
    spend(prove(edwards, header={"alg": "Ed25519"}))
    assert fault_of(prove(holder, header={"alg": "Ed25519"})) == "jwk"


def verdict(proof):
    """The wrong part, or None for a proof that was accepted."""
    try:
        spend(proof)
    except InvalidProofError as error:
        return error.part.value
    return None


def prove(holder, **changes):
    return holder.prove(**{"method": "GET", "address": ADDRESS, "token": TOKEN, **changes})


def test_right_proof_is_spent_once(holder):
    proof = prove(holder)
    spend(proof)
    assert fault_of(proof) == "replay"
    assert fault_of(prove(holder, jti=DPoPProof.read(proof).claims["jti"])) == "replay"


def test_identifier_of_another_key_is_another_one(holder):
    spend(prove(holder, jti="same"))
    other = Holder(number=2)
    other.nonce = holder.nonce
    spend(prove(other, jti="same"))


def jwk(**changes):
    members = {**key_of("ES256").as_dict(private=False), **changes}
    return {"jwk": {name: value for name, value in members.items() if value is not LEFT_OUT}}


def rsa(size_in_bytes, e="AQAB"):
    return {"alg": "RS256", "jwk": {"kty": "RSA", "n": encode(b"\xff" * size_in_bytes), "e": e}}


HEADERS = [
    ({"typ": LEFT_OUT}, "typ"),
    ({"typ": "JWT"}, "typ"),
    ({"typ": 1}, "typ"),
    ({"alg": LEFT_OUT}, "alg"),
    ({"alg": "none"}, "alg"),
    ({"alg": "HS256"}, "alg"),
    ({"alg": "ES384"}, "alg"),
    ({"alg": "es256"}, "alg"),
    ({"alg": ["ES256"]}, "alg"),
    ({"alg": {}}, "alg"),
    ({"jwk": LEFT_OUT}, "jwk"),
    ({"jwk": "x"}, "jwk"),
    ({"jwk": {}}, "jwk"),
    ({"jwk": None}, "jwk"),
    ({"jwk": OctKey.generate_key(256).as_dict()}, "jwk"),
    (jwk(d="AAAA"), "jwk"),
    (jwk(d=None), "jwk"),
    (jwk(k="AAAA"), "jwk"),
    (jwk(crv="P-384"), "jwk"),
    (jwk(crv=LEFT_OUT), "jwk"),
    (jwk(x=LEFT_OUT), "jwk"),
    (jwk(x=5), "jwk"),
    (jwk(x="é"), "jwk"),
    (jwk(x=""), "jwk"),
    (jwk(x=encode(b"\x01" * 32)), "jwk"),  # not on the curve
    (jwk(x=encode(b"\x01" * 33)), "jwk"),
    (jwk(y="A" * 43 + "="), "jwk"),
    ({"jwk": P384.as_dict(private=False)}, "jwk"),
    ({"alg": "EdDSA"}, "jwk"),
    ({"alg": "RS256"}, "jwk"),
    ({"alg": "EdDSA", "jwk": {"kty": "OKP", "crv": "X25519", "x": encode(b"x" * 32)}}, "jwk"),
    ({"alg": "EdDSA", "jwk": {"kty": "OKP", "crv": "Ed448", "x": encode(b"x" * 57)}}, "jwk"),
    (rsa(128), "jwk"),
    (rsa(513), "jwk"),
    (rsa(4000), "jwk"),
    (rsa(256, e="AA"), "jwk"),
    (rsa(256, e="Ag"), "jwk"),
    (rsa(256, e="AQ"), "jwk"),
    (rsa(256, e=encode(b"\xff" * 100)), "jwk"),
    ({"crit": ["exp"]}, "header"),
    ({"b64": False, "crit": ["b64"]}, "header"),
    ({"jwk": key_of("ES256", 2).as_dict(private=False)}, "signature"),
    (jwk() | {"alg": "ES256", "kid": "x", "x5c": 5}, None),
    (jwk(use="enc", key_ops=["sign"], kid=7, ext=True), None),
    ({"typ": "DPoP+JWT"}, None),
]
CLAIMS = [
    ({"jti": LEFT_OUT}, "jti"),
    ({"jti": ""}, "jti"),
    ({"jti": 5}, "jti"),
    ({"jti": ["x"]}, "jti"),
    ({"jti": "x" * 501}, "jti"),
    ({"jti": "\x00é€"}, None),
    ({"htm": LEFT_OUT}, "htm"),
    ({"htm": "POST"}, "htm"),
    ({"htm": "get"}, "htm"),
    ({"htm": ["GET"]}, "htm"),
    ({"htu": LEFT_OUT}, "htu"),
    ({"htu": 5}, "htu"),
    ({"htu": ""}, "htu"),
    ({"htu": "/api/v1/me"}, "htu"),
    ({"htu": "https://stagedoor.example/api/v1/me/"}, "htu"),
    ({"htu": "https://stagedoor.example/api/v1/ME"}, "htu"),
    ({"htu": "https://stagedoor.example/"}, "htu"),
    ({"htu": "http://stagedoor.example/api/v1/me"}, "htu"),
    ({"htu": "https://stagedoor.example:8443/api/v1/me"}, "htu"),
    ({"htu": "https://stagedoor.example:0/api/v1/me"}, "htu"),
    ({"htu": "https://stagedoor.example:x/api/v1/me"}, "htu"),
    ({"htu": "https://stagedoor.example:99999/api/v1/me"}, "htu"),
    ({"htu": "https://a@stagedoor.example/api/v1/me"}, "htu"),
    ({"htu": "https://other.example/api/v1/me"}, "htu"),
    ({"htu": "https://stagedoor.example.evil.example/api/v1/me"}, "htu"),
    ({"htu": "https://[stagedoor/api"}, "htu"),
    ({"htu": "https://stagedoor.example/api/v1/me?a=b#c"}, None),
    ({"htu": "HTTPS://StageDoor.EXAMPLE:443/api/v1/me"}, None),
    ({"htu": "https://stagedoor.example/api/v1/%6De"}, None),
    ({"htu": "https://stagedoor.example/x/../api/./v1/me"}, None),
    ({"htu": "https://stagedoor.example/../../api/v1/me"}, None),
    ({"iat": LEFT_OUT}, "iat"),
    ({"iat": "1"}, "iat"),
    ({"iat": True}, "iat"),
    ({"iat": float("nan")}, "iat"),
    ({"iat": float("inf")}, "iat"),
    ({"iat": 10**4000}, "iat"),
    ({"iat": -1}, "iat"),
    ({"ath": LEFT_OUT}, "ath"),
    ({"ath": 5}, "ath"),
    ({"ath": "é"}, "ath"),
    ({"ath": TOKEN}, "ath"),
]


def test_header_of_another_kind_proves_nothing(holder):
    verdicts = [(header, verdict(prove(holder, header=header))) for header, _part in HEADERS]
    assert verdicts == HEADERS


def test_claims_of_another_request_prove_nothing(holder):
    verdicts = [(claims, verdict(prove(holder, **claims))) for claims, _part in CLAIMS]
    assert [part for _claims, part in verdicts] == [part for _claims, part in CLAIMS]


def test_proof_needs_a_nonce_of_ours(holder):
    for nonce in (LEFT_OUT, "", "x", 5, None, "é", "x" * 5000, ["x"]):
        with pytest.raises(NonceRequiredError):
            spend(prove(holder, nonce=nonce))


def test_clocks_may_differ_a_little(holder, clock):
    holder.nonce = dpop_nonce.present()
    for seconds in (-MAX_AGE, -30, -0.5, 0.5, 30, MAX_AHEAD):
        spend(prove(holder, iat=clock.now() + seconds))
    for seconds in (-3600, -MAX_AGE - 1, MAX_AHEAD + 1, 3600):
        assert fault_of(prove(holder, iat=clock.now() + seconds)) == "iat"


def test_proof_is_remembered_as_long_as_it_could_be_used(holder, clock):
    proof = prove(holder, iat=clock.now() + MAX_AHEAD, nonce=dpop_nonce.present())
    spend(proof)
    clock.advance(MAX_AGE - 80)  # the nonce still counts, and other proofs sweep the table
    later = Holder(number=2)
    later.nonce = dpop_nonce.present()
    spend(prove(later))
    assert fault_of(proof) == "replay"


def nested(depth):
    return "[" * depth + "]" * depth


UNSIGNED = [
    lambda _: "",
    lambda _: "x",
    lambda _: "..",
    lambda _: "a.b.c",
    lambda _: "é.é.é",
    lambda _: "\x00.\x00.\x00",
    lambda _: "x" * 10_000,
    lambda _: f"{nested(3000)}.e30.AA",
    lambda _: f"{segment(nested(2000))}.e30.AA",
    lambda _: f"{segment('[1]')}.e30.AA",
    lambda _: f"{encode(bytes([255, 254]))}.e30.AA",
    lambda good: f"{good}.",
    lambda good: f"{good}=",
    lambda good: good + "A",
    lambda good: good.rpartition(".")[0],
    lambda good: good.rpartition(".")[0] + ".",
    lambda good: good.rpartition(".")[0] + ".AA",
    lambda good: good.replace(".", " .", 1),
    lambda good: good.replace(".", ". ", 1),
    lambda good: f"{good}, {good}",
    lambda good: f"{good} {good}",
]


def test_text_that_is_no_signed_token_proves_nothing(holder):
    for make in UNSIGNED:
        text = make(prove(holder))
        assert fault_of(text) in {"header", "signature"}, text[:100]


AMBIGUOUS = [
    ('{"typ":"dpop+jwt","typ":"dpop+jwt"}', "{}"),
    ("{}", '{"jti":"a","jti":"b"}'),
    ("{}", '{"jti":"\\ud800"}'),
    ("{}", '{"iat":' + "9" * 5000 + "}"),
    ("{}", "[]"),
    ("{}", "null"),
    ("{}", json.dumps({"x": "y"}) + " trailing"),
]


def test_json_that_readers_could_disagree_on_proves_nothing(holder):
    for header, claims in AMBIGUOUS:
        assert fault_of(sign(header, claims, holder.key, "ES256")) == "header"


def test_changed_claims_break_the_signature(holder):
    head, _claims, signature = prove(holder).split(".")
    assert fault_of(f"{head}.{segment({'jti': 'x'})}.{signature}") == "signature"
