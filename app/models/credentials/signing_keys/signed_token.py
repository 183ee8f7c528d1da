"""Signed tokens for clients: JSON Web Tokens under the server's keys (RFC 7519, RFC 8725)."""

from copy import copy
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry
from joserfc.jws import JWSRegistry

from app.models.credentials.signing_keys.signing_key import ALGORITHMS, SigningKey


class Registry(JWSRegistry):
    """The algorithms of our keys. RFC 9864 renames EdDSA, but clients ask for it by this name."""

    algorithms = {alg: copy(JWSRegistry.algorithms[alg]) for alg in ALGORITHMS}


Registry.algorithms["EdDSA"].security_warning = None
REGISTRY = Registry(algorithms=ALGORITHMS)


def sign(claims: dict[str, Any], *, typ: str, alg: str = "RS256") -> str:
    """``claims`` as a JWT of the type ``typ``, such as ``JWT`` or ``logout+jwt``.

    ``alg`` is the client's choice. Raises UnreadableKeyError.
    """
    key = SigningKey.current(alg)
    header = {"alg": alg, "kid": key.kid, "typ": typ}
    return jwt.encode(header, claims, key.private, registry=REGISTRY)


def read(token: str, *, typ: str) -> dict[str, Any] | None:
    """The claims of a token of this type that this server signed; None for any other.

    Expiry and audience are the caller's to check: a hint may have expired.
    """
    try:
        header = jws.extract_compact(token.encode("ascii"), registry=REGISTRY).headers()
        key = SigningKey.find_trusted(str(header.get("kid")))
        # The algorithm is the key's, never the token's (RFC 8725 section 3.1).
        if key is None or header.get("alg") != key.alg or header.get("typ") != typ:
            return None
        public = JWKRegistry.import_key(key.public)
        return jwt.decode(token, public, registry=REGISTRY).claims
    except (JoseError, ValueError):
        return None
