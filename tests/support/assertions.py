"""Signing client assertions as a client's library does, for tests."""

from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from app.models.values import clock, secret

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ISSUER = "http://localhost"
KEYS = {
    "RS256": RSAKey.generate_key(2048, {"kid": "rsa"}),
    "ES256": ECKey.generate_key("P-256", {"kid": "ec"}),
    "EdDSA": OKPKey.generate_key("Ed25519", {"kid": "ed"}),
}
KEYS["PS256"] = KEYS["RS256"]
REGISTRY = JWSRegistry(algorithms=["RS256", "PS256", "ES256", "EdDSA", "Ed25519", "HS256", "none"])
OTHER = ECKey.generate_key("P-256", {"kid": "ec"})


def public_keys(*algs):
    """The JWK Set of the keys for ``algs``, all when none are named."""
    keys = {KEYS[alg].kid: KEYS[alg].as_dict(private=False) for alg in algs or KEYS}
    return {"keys": list(keys.values())}


def sign(client_id, *, alg="ES256", key=None, header=None, **changes):
    """An assertion of ``client_id``; None leaves a claim, or a member of the header, out."""
    key = key or KEYS[alg]
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": ISSUER,
        "exp": clock.now() + 60,
        "jti": secret.public_id("jti_"),
        **changes,
    }
    sent = {name: value for name, value in claims.items() if value is not None}
    head = {"alg": alg, "kid": key.kid, **(header or {})}
    head = {name: value for name, value in head.items() if value is not None}
    return jwt.encode(head, sent, key, registry=REGISTRY)


def body(assertion):
    """The parameters of a request that carries it."""
    return {"client_assertion_type": TYPE, "client_assertion": assertion}
