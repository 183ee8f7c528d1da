"""A presented refresh token: what one statement reads of it, and its plain exchange.

It only ever says yes, by the rules of ``RefreshToken``, which decides all that is not plain.
"""

import secrets as random
from typing import Any, NamedTuple

from app.config import settings
from app.database.short_transactions import (
    LostError,
    ShortTransaction,
    Statement,
)
from app.models.credentials import refresh_token, token_family
from app.models.credentials.presented import issued_rows, presented_grant
from app.models.credentials.presented.presented_client import CredentialQuery, PresentedClient
from app.models.credentials.refresh_token import TokenPair
from app.models.grants import grant_state
from app.models.grants.grant_state import COLUMNS
from app.models.values import clock, secret

_SPEND = Statement(
    """
    UPDATE refresh_token SET spent_at = :now, successor_nonce = :nonce
     WHERE id = :id AND spent_at IS NULL AND scopes = :scopes AND expires_at = :expires_at
    """
)
# As AccessToken.supersede_all_of.
_SUPERSEDE = Statement(
    """
    UPDATE access_token
       SET superseded_at = :now,
           expires_at = CASE WHEN expires_at > :soon THEN :soon ELSE expires_at END
     WHERE family_id = :family_id AND superseded_at IS NULL AND revoked_at IS NULL
    """
)


class PresentedRefreshToken(NamedTuple):
    """A refresh token with its family, grant and user."""

    grant_id: int
    id: int
    scopes: str
    issued_at: int
    expires_at: int
    spent_at: int | None
    family_id: int
    family_revoked_at: int | None
    family_expires_at: int
    authentication_id: int | None
    dpop_jkt: str | None
    audience: str | None
    grant_public_id: str
    grant_scopes: str
    paused_until: int | None
    # As ``COLUMNS`` has them.
    grant_status: str
    grant_expires_at: int | None
    client_status: str
    client_is_own: bool | None
    user_id: int | None
    disabled_at: int | None
    user_public_id: str | None

    @property
    def is_usable(self) -> bool:
        """Whether it can be exchanged for a new pair now."""
        now = clock.now()
        return (
            refresh_token.is_unspent(self.spent_at, self.expires_at, now)
            and token_family.is_live(self.family_revoked_at, self.family_expires_at, now)
            and grant_state.find_fault(self, now) is None
        )

    @property
    def is_plain(self) -> bool:
        """Whether it can be exchanged without a key or an ID token to look after."""
        return self.is_usable and self.dpop_jkt is None and self.authentication_id is None

    def introspect(self, client: PresentedClient) -> dict[str, Any]:
        """Return scope, client_id, sub, exp and iat for its ``client``."""
        return refresh_token.describe(
            scopes=self.scopes,
            client_id=client.client_id,
            user_public_id=self.user_public_id,
            expires_at=self.expires_at,
            issued_at=self.issued_at,
            paused_until=self.paused_until,
            of_family=(self.audience, self.dpop_jkt),
        )

    def exchange(
        self, client: PresentedClient, presented: str, *, scopes: str, audience: str | None
    ) -> TokenPair | None:
        """Exchange it for its successor pair; None, and nothing is done, if anything has changed.

        As ``RefreshToken.redeem``, for a token that is plain.
        """
        nonce, now = random.token_urlsafe(32), clock.now()
        access = secret.derive(secret.Kind.ACCESS_TOKEN, presented, nonce)
        refresh = secret.derive(secret.Kind.REFRESH_TOKEN, presented, nonce)
        limits = self.grant_expires_at, self.family_expires_at
        access_token, lifetime = issued_rows.new_access_token(
            access,
            grant_id=self.grant_id,
            family_id=self.family_id,
            scopes=scopes,
            at=now,
            lifetime=client.access_token_lifetime,
            limits=limits,
            audience=audience,
        )
        successor = issued_rows.new_refresh_token(
            refresh,
            family_id=self.family_id,
            scopes=self.scopes,
            at=now,
            lifetime=client.refresh_token_lifetime,
            limits=limits,
        )
        try:
            with ShortTransaction() as transaction:
                self._spend(transaction, nonce, now)
                transaction.add(access_token)
                transaction.add(successor)
        except LostError:
            return None
        grant_id = client.told_id(self.grant_public_id)
        return TokenPair(access, refresh, lifetime, scopes, now, grant_id=grant_id)

    def _spend(self, transaction: ShortTransaction, nonce: str, now: int) -> None:
        presented_grant.hold(transaction, self)
        transaction.change(
            _SPEND,
            id=self.id,
            now=now,
            nonce=nonce,
            scopes=self.scopes,
            expires_at=self.expires_at,
        )
        soon = now + settings().refresh_reuse_seconds
        transaction.run(_SUPERSEDE, family_id=self.family_id, now=now, soon=soon)


FIND = CredentialQuery(
    PresentedRefreshToken,
    f"""
    g.id AS grant_id, r.id, r.scopes, r.issued_at, r.expires_at, r.spent_at, r.family_id,
    f.revoked_at AS family_revoked_at, f.expires_at AS family_expires_at, f.authentication_id,
    f.dpop_jkt, f.audience, g.public_id AS grant_public_id, g.scopes AS grant_scopes,
    g.paused_until, {COLUMNS}, u.public_id AS user_public_id
    """,
    """
    LEFT JOIN refresh_token r ON r.digest = :digest
    LEFT JOIN token_family f ON f.id = r.family_id
    LEFT JOIN "grant" g ON g.id = f.grant_id AND g.client_id = c.id
    LEFT JOIN user_account u ON u.id = g.user_id
    """,
)
