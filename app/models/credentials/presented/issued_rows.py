"""The rows of tokens that a short transaction issues."""

from app.database.short_transactions import Statement, Step
from app.models.credentials import access_token, refresh_token
from app.models.values import secret

_ACCESS_TOKEN = Statement(
    """
    INSERT INTO access_token
        (digest, grant_id, family_id, scopes, issued_at, expires_at, ends_older, audience)
    VALUES
        (:digest, :grant_id, :family_id, :scopes, :issued_at, :expires_at, false, :audience)
    """
)
_REFRESH_TOKEN = Statement(
    """
    INSERT INTO refresh_token (digest, family_id, scopes, issued_at, expires_at)
    VALUES (:digest, :family_id, :scopes, :issued_at, :expires_at)
    """
)


def new_access_token(
    text: str,
    *,
    grant_id: int,
    family_id: int | None,
    scopes: str,
    at: int,
    lifetime: int,
    limits: tuple[int | None, ...],
    audience: str | None,
) -> tuple[Step, int]:
    """Return how to store a bearer token that is issued ``at`` a time, and its seconds of life.

    Neither of ``limits``, the ends of its grant and its family, is passed.
    """
    expires_at = access_token.ends_at(at, lifetime, *limits)
    values = {
        "digest": secret.digest(text),
        "grant_id": grant_id,
        "family_id": family_id,
        "scopes": scopes,
        "issued_at": at,
        "expires_at": expires_at,
        "audience": audience,
    }
    return Step(_ACCESS_TOKEN, values), expires_at - at


def new_refresh_token(
    text: str,
    *,
    family_id: int,
    scopes: str,
    at: int,
    lifetime: int,
    limits: tuple[int | None, ...],
) -> Step:
    """Return how to store a refresh token that is issued ``at`` a time; ``limits`` as above."""
    values = {
        "digest": secret.digest(text),
        "family_id": family_id,
        "scopes": scopes,
        "issued_at": at,
        "expires_at": refresh_token.ends_at(at, lifetime, *limits),
    }
    return Step(_REFRESH_TOKEN, values)
