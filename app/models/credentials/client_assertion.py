"""Client assertions: a client signs a short statement with its own key (RFC 7523 section 3)."""

import json
from collections.abc import Collection
from copy import copy
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry

from app.models.clients.client import Client
from app.models.clients.registrations import supported
from app.models.credentials import client_keys
from app.models.credentials.client_keys import KeysUnavailableError
from app.models.credentials.used_assertion import UsedAssertion
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, because
from app.models.values import clock

METHOD = "private_key_jwt"
MAX_LENGTH = 8000  # characters
# Seconds from now to exp; so long a used one is remembered. Libraries make them for an hour.
MAX_LIFETIME = 3600
SKEW = 60  # seconds by which the client's clock may be ahead
MAX_ID = 256  # characters of jti
MAX_TRIED = 4  # keys that fit an assertion without kid
# For each algorithm the type of its keys: the token does not choose (RFC 8725 section 3.1).
KEY_TYPES = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
NAMES = (*supported.SIGNING_ALGS, *supported.ALG_SYNONYMS)


class Registry(JWSRegistry):
    """The algorithms that clients may sign with. RFC 9864 renames EdDSA; both names are usual."""

    algorithms = {alg: copy(JWSRegistry.algorithms[alg]) for alg in NAMES}


Registry.algorithms["EdDSA"].security_warning = None
REGISTRY = Registry(algorithms=NAMES)


def claimed_subject(assertion: str) -> str:
    """The client that the assertion is about, unverified; "" when it cannot be read."""
    claims = _parse(assertion)[1]
    subject = claims.get("sub")
    return subject if isinstance(subject, str) else ""


def refuse(assertion: str, client: Client, audiences: Collection[str]) -> Diagnosis | None:
    """Why ``assertion`` does not authenticate ``client`` at one of ``audiences``; None if it does.

    A good one is used with that. Raises BusyError while its keys cannot be fetched.
    """
    if client.token_endpoint_auth_method != METHOD:
        return because(Reason.ASSERTION_UNEXPECTED)
    header, claims = _parse(assertion)
    if not header:
        return because(Reason.ASSERTION_UNREADABLE)
    wrong = _refuse_key(assertion, header, client) or _refuse_claims(claims, client, audiences)
    if wrong is not None:
        return wrong
    if not UsedAssertion.use(client, claims["jti"], expires_at=int(claims["exp"]) + 1):
        return because(Reason.ASSERTION_REPLAYED)
    return None


def _parse(assertion: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims, unverified; both empty when they cannot be read."""
    try:
        if len(assertion) > MAX_LENGTH:
            raise ValueError
        signature = jws.extract_compact(assertion.encode("ascii"))
        claims = json.loads(signature.payload)
    except (JoseError, ValueError, TypeError, RecursionError):
        return {}, {}
    return (signature.headers(), claims) if isinstance(claims, dict) else ({}, {})


def _refuse_key(assertion: str, header: dict[str, Any], client: Client) -> Diagnosis | None:
    sent = header.get("alg")
    alg = supported.ALG_SYNONYMS.get(sent, sent) if isinstance(sent, str) else ""
    registered = client.token_endpoint_auth_signing_alg
    allowed = (registered,) if registered else supported.SIGNING_ALGS
    if alg not in allowed:
        shown = str(sent)[:40]
        return because(Reason.ASSERTION_ALGORITHM, sent=shown, allowed=" ".join(allowed))
    kid = header.get("kid")
    try:
        keys = client_keys.find(client, kid if isinstance(kid, str) else None, KEY_TYPES[alg])
    except KeysUnavailableError as error:
        return because(Reason.ASSERTION_KEYS_UNAVAILABLE, why=str(error))
    if not keys:
        return because(Reason.ASSERTION_KEY, kid=str(kid)[:100])
    if not any(_verifies(assertion, key) for key in keys[:MAX_TRIED]):
        return because(Reason.ASSERTION_SIGNATURE)
    return None


def _verifies(assertion: str, key: Any) -> bool:
    try:
        jwt.decode(assertion, key, registry=REGISTRY)
    except (JoseError, ValueError, TypeError):
        return False
    return True


def _refuse_claims(
    claims: dict[str, Any], client: Client, audiences: Collection[str]
) -> Diagnosis | None:
    now = clock.now()
    for name in ("iss", "sub"):
        if claims.get(name) != client.client_id:
            return because(Reason.ASSERTION_CLAIM, claim=name)
    audience = claims.get("aud")
    # One for another server too could be replayed there, or have been there before.
    named = audience if isinstance(audience, list) else [audience]
    if not named or not all(isinstance(value, str) and value in audiences for value in named):
        return because(Reason.ASSERTION_AUDIENCE, sent=str(audience)[:200])
    expires: Any = claims.get("exp")
    jti = claims.get("jti")
    if not _is_time(expires):
        return because(Reason.ASSERTION_CLAIM, claim="exp")
    if expires <= now:
        return because(Reason.ASSERTION_EXPIRED, seconds=int(now - expires))
    if expires > now + MAX_LIFETIME + SKEW:
        return because(Reason.ASSERTION_TOO_LONG, seconds=MAX_LIFETIME)
    for name in ("nbf", "iat"):
        if name in claims and not (_is_time(claims[name]) and claims[name] <= now + SKEW):
            return because(Reason.ASSERTION_CLAIM, claim=name)
    if not isinstance(jti, str) or not 0 < len(jti) <= MAX_ID:
        return because(Reason.ASSERTION_CLAIM, claim="jti")
    return None


def _is_time(value: Any) -> bool:
    # Of JSON's numbers, those that a database holds; true is one for Python.
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and 0 <= value < 2**31
