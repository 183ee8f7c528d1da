"""The response of the token endpoint (RFC 6749 section 5.1)."""

from typing import Any

from app.models.credentials.refresh_token import TokenPair


def token_answer(pair: TokenPair) -> dict[str, Any]:
    """``{"access_token", "token_type", "expires_in", "refresh_token"?, "scope", "created_at"}``.

    The order is that of existing platforms' documentation. ``expires_in`` is in seconds,
    ``created_at`` in epoch seconds.
    """
    members = {
        "access_token": pair.access_token,
        "token_type": "Bearer",
        "expires_in": pair.expires_in,
        "refresh_token": pair.refresh_token,
        "scope": pair.scopes,
        "created_at": pair.issued_at,
    }
    return {name: value for name, value in members.items() if value is not None}
