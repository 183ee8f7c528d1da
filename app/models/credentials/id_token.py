"""ID tokens: who signed in, how and when, signed for one client (OpenID Connect Core 2)."""

import hashlib
from typing import Any

from joserfc.util import urlsafe_b64encode

from app.config import settings
from app.models.accounts import languages
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.credentials.signing_keys import signed_token
from app.models.credentials.user_authentication import UserAuthentication
from app.models.values import clock
from app.models.values.claims_request import OF_USER, Wishes

LIFETIME = 3600  # seconds
# Ed25519 signs with SHA-512 inside (RFC 8032 section 5.1).
HASHES = {"RS256": hashlib.sha256, "EdDSA": hashlib.sha512}


def issue(
    authentication: UserAuthentication,
    client: Client,
    *,
    scopes: frozenset[str],
    access_token: str,
    is_refreshed: bool = False,
) -> str:
    """The signed ID token beside ``access_token``; a refreshed one has no nonce (12.2)."""
    now, alg = clock.now(), client.id_token_signed_response_alg
    claims = {
        "iss": settings().public_url,
        "sub": authentication.user.public_id,
        "aud": client.client_id,
        "exp": now + LIFETIME,
        "iat": now,
        "auth_time": authentication.proved_at,
        "nonce": None if is_refreshed else authentication.nonce,
        "acr": authentication.acr,
        "amr": authentication.amr.split(),
        "sid": authentication.session,
        "at_hash": _half_hash(access_token, alg),
        **user_claims(
            authentication.user, wishes=authentication.claims_request.id_token, scopes=scopes
        ),
    }
    present = {name: value for name, value in claims.items() if value is not None}
    return signed_token.sign(present, typ="JWT", alg=alg)


def read(text: str) -> dict[str, Any] | None:
    """The claims of an ID token of this server, which may have expired; None for anything else.

    Signed answers of userinfo are JWTs of the same type, and tell of no session.
    """
    claims = signed_token.read(text, typ="JWT")
    return claims if claims is not None and "sid" in claims else None


def user_claims(
    user: User, *, scopes: frozenset[str], wishes: Wishes | None = None
) -> dict[str, Any]:
    """The claims about ``user`` that ``scopes`` cover, or those of them in ``wishes``.

    An address that is not proved is no claim: clients take it for the person's.
    """
    values: dict[str, Any] = {
        "name": user.name,
        "locale": user.locale or languages.DEFAULT,
        "zoneinfo": user.timezone,
    }
    if user.verified_at is not None:
        values |= {"email": user.email, "email_verified": True}
    return {
        name: value
        for name, value in values.items()
        if OF_USER[name] in scopes and (wishes is None or name in wishes)
    }


def _half_hash(text: str, alg: str) -> str:
    """``at_hash``: the left half of the hash, in base64url (OpenID Connect Core 3.1.3.6)."""
    digest = HASHES[alg](text.encode("ascii")).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).decode()
