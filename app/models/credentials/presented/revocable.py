"""A presented token of either kind, as far as its revocation goes (RFC 7009 section 2.1)."""

from typing import NamedTuple

from app.database.short_transactions import LostError, ShortTransaction, Statement
from app.models.audit import audit_seal, audit_trail
from app.models.credentials.presented.presented_client import CredentialQuery, PresentedClient
from app.models.values import clock

_REVOKE_TOKEN = Statement(
    "UPDATE access_token SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL"
)
_REVOKE_FAMILY = Statement(
    "UPDATE token_family SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL"
)


class Revocable(NamedTuple):
    """An access token with its family, if it has one, or a refresh token with its family."""

    id: int
    grant_id: int | None  # None: it is another client's
    access_token_id: int | None
    family_id: int | None

    def revoke(self, client: PresentedClient) -> bool:
        """End the token and its family; False, and nothing is done, if either has ended.

        False too for another client's. As ``AccessToken.revoke`` and ``RefreshToken.revoke``.
        """
        if self.grant_id is None:
            return False
        now = clock.now()
        try:
            with ShortTransaction() as transaction:
                if self.access_token_id is not None:
                    transaction.change(_REVOKE_TOKEN, id=self.access_token_id, now=now)
                if self.family_id is not None:
                    transaction.change(_REVOKE_FAMILY, id=self.family_id, now=now)
                line = audit_trail.new_line(
                    "token.revoked", grant_id=self.grant_id, client_id=client.id
                )
                transaction.add(line)
        except LostError:
            return False
        audit_seal.seal_soon()
        return True


FIND_ACCESS_TOKEN = CredentialQuery(
    Revocable,
    "a.id, g.id AS grant_id, a.id AS access_token_id, a.family_id",
    """
    LEFT JOIN access_token a ON a.digest = :digest
    LEFT JOIN "grant" g ON g.id = a.grant_id AND g.client_id = c.id
    """,
)
FIND_REFRESH_TOKEN = CredentialQuery(
    Revocable,
    "r.id, g.id AS grant_id, NULL AS access_token_id, r.family_id",
    """
    LEFT JOIN refresh_token r ON r.digest = :digest
    LEFT JOIN token_family f ON f.id = r.family_id
    LEFT JOIN "grant" g ON g.id = f.grant_id AND g.client_id = c.id
    """,
)
