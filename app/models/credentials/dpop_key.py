"""The public key of a DPoP proof: a JWK that fits its algorithm (RFC 9449 section 4.2)."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64encode

# What the JWK must say beside its numbers, by algorithm. All are asymmetric (section 4.3, 5).
ALGORITHMS = {
    "ES256": {"kty": "EC", "crv": "P-256"},
    "EdDSA": {"kty": "OKP", "crv": "Ed25519"},
    "PS256": {"kty": "RSA"},
    "RS256": {"kty": "RSA"},
}
# The numbers of each type, with the least and the most bytes that they have. Larger RSA keys
# would take long to compute with, smaller ones are too weak (RFC 7518 section 3.3).
NUMBERS = {
    "EC": {"x": (32, 32), "y": (32, 32)},
    "OKP": {"x": (32, 32)},
    "RSA": {"n": (256, 512), "e": (1, 4)},
}
CLASSES: dict[str, Any] = {"EC": ECKey, "OKP": OKPKey, "RSA": RSAKey}
PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")


class UnusableKeyError(Exception):
    """The JWK is private, malformed, of another type than the algorithm's, or of a wrong size."""


@dataclass(frozen=True)
class DPoPKey:
    """A public key; ``thumbprint`` (RFC 7638) is what tokens are bound to."""

    algorithm: str
    thumbprint: str
    key: Any

    @classmethod
    def read(cls, jwk: object, algorithm: str) -> "DPoPKey":
        """Return the key of ``jwk`` for ``algorithm``, one of ALGORITHMS; raises UnusableKeyError.

        Only what makes up the key is read: ``use``, ``kid`` and all other members are ignored.
        """
        needed = ALGORITHMS[algorithm]
        if not isinstance(jwk, dict) or jwk.keys() & PRIVATE:
            raise UnusableKeyError
        if any(jwk.get(name) != value for name, value in needed.items()):
            raise UnusableKeyError
        numbers = {
            name: _number(jwk.get(name), *sizes) for name, sizes in NUMBERS[needed["kty"]].items()
        }
        try:
            key = CLASSES[needed["kty"]].import_key({**needed, **numbers})
            return cls(algorithm, key.thumbprint(), key)
        except (JoseError, ValueError):  # such as a point that is not on the curve
            raise UnusableKeyError from None

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether ``signature`` is this key's of ``message``."""
        return bool(JWSRegistry.algorithms[self.algorithm].verify(message, signature, self.key))


def confirmation(thumbprint: str | None) -> dict[str, Any]:
    """Return what introspection tells of a token bound to the key with this thumbprint.

    Its type and ``cnf`` (RFC 9449 section 6.2); the type alone for a bearer token.
    """
    if thumbprint is None:
        return {"token_type": "Bearer"}
    return {"token_type": "DPoP", "cnf": {"jkt": thumbprint}}


def decode(text: object) -> bytes:
    """Return the bytes of a base64url text in its only canonical form; raises ValueError."""
    if not isinstance(text, str) or not _BASE64URL.fullmatch(text):
        raise ValueError("not base64url")
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise ValueError("not base64url") from None
    if urlsafe_b64encode(raw).decode() != text:
        raise ValueError("not canonical")
    return raw


def _number(text: object, least: int, most: int) -> str:
    """Return ``text``, a number in base64url without leading zeros that are not of its size."""
    try:
        raw = decode(text)
    except ValueError:
        raise UnusableKeyError from None
    if not least <= len(raw) <= most or (least < most and raw[0] == 0):
        raise UnusableKeyError
    return str(text)
