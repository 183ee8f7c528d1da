"""The response of the token endpoint (RFC 6749 section 5.1)."""

from typing import Any

from app.models.credentials import id_token
from app.models.credentials.refresh_token import TokenPair
from app.models.credentials.token_family import TokenFamily
from app.models.values import scopes


def token_answer(pair: TokenPair, signed: str | None = None) -> dict[str, Any]:
    """``{"access_token", "token_type", "expires_in", "refresh_token"?, "scope", "created_at"}``.

    Then ``id_token`` and ``grant_id`` where there is one.

    The order is that of existing platforms' documentation. ``expires_in`` is in seconds,
    ``created_at`` in epoch seconds.
    """
    members = {
        "access_token": pair.access_token,
        "token_type": "DPoP" if pair.dpop_jkt else "Bearer",
        "expires_in": pair.expires_in,
        "refresh_token": pair.refresh_token,
        "scope": pair.scopes,
        "created_at": pair.issued_at,
        "id_token": signed,
        "grant_id": pair.grant_id,
    }
    return {name: value for name, value in members.items() if value is not None}


def id_token_of(
    family: TokenFamily | None, pair: TokenPair, *, is_refreshed: bool = False
) -> str | None:
    """The ID token beside ``pair``; None unless its scopes have ``openid``."""
    names = scopes.parse(pair.scopes)
    if family is None or family.authentication is None or "openid" not in names:
        return None
    return id_token.issue(
        family.authentication,
        family.grant.client,
        scopes=names,
        access_token=pair.access_token,
        is_refreshed=is_refreshed,
    )
