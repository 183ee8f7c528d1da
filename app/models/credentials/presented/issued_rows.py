"""The rows of tokens that a short transaction issues."""

from app.database.short_transactions import ShortTransaction, Statement
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


def add_access_token(
    transaction: ShortTransaction,
    text: str,
    *,
    grant_id: int,
    family_id: int | None,
    scopes: str,
    at: int,
    lifetime: int,
    limits: tuple[int | None, ...],
    audience: str | None,
) -> int:
    """Store a bearer token that is issued ``at`` a time, and return its lifetime in seconds.

    Neither of ``limits``, the ends of its grant and its family, is passed.
    """
    expires_at = access_token.ends_at(at, lifetime, *limits)
    transaction.run(
        _ACCESS_TOKEN,
        digest=secret.digest(text),
        grant_id=grant_id,
        family_id=family_id,
        scopes=scopes,
        issued_at=at,
        expires_at=expires_at,
        audience=audience,
    )
    return expires_at - at


def add_refresh_token(
    transaction: ShortTransaction,
    text: str,
    *,
    family_id: int,
    scopes: str,
    at: int,
    lifetime: int,
    limits: tuple[int | None, ...],
) -> None:
    """Store a refresh token that is issued ``at`` a time; of ``limits`` as above."""
    transaction.run(
        _REFRESH_TOKEN,
        digest=secret.digest(text),
        family_id=family_id,
        scopes=scopes,
        issued_at=at,
        expires_at=refresh_token.ends_at(at, lifetime, *limits),
    )
