"""A presented authorization code: what one statement reads of it, and its plain redemption.

It only ever says yes, by the rules of ``AuthorizationCode``, which decides all that is not plain.
"""

from typing import NamedTuple

from app.config import settings
from app.database.short_transactions import (
    LostError,
    ShortTransaction,
    Statement,
)
from app.models.audit import audit_seal, audit_trail
from app.models.credentials import authorization_code
from app.models.credentials.presented import issued_rows, presented_grant
from app.models.credentials.presented.presented_client import CredentialQuery, PresentedClient
from app.models.credentials.refresh_token import TokenPair
from app.models.grants import grant_state
from app.models.grants.grant_state import COLUMNS
from app.models.trials import trial
from app.models.values import clock, secret

_OPEN_FAMILY = Statement(
    """
    INSERT INTO token_family (grant_id, created_at, expires_at, audience)
    VALUES (:grant_id, :now, :expires_at, :audience) RETURNING id
    """
)
_SPEND = Statement(
    """
    UPDATE authorization_code SET used_at = :now, family_id = :family_id
     WHERE id = :id AND used_at IS NULL AND scopes = :scopes AND expires_at = :expires_at
    """
)


class PresentedCode(NamedTuple):
    """A code with its grant and user."""

    id: int
    redirect_uri: str
    redirect_uri_given: bool
    scopes: str
    code_challenge: str | None
    dpop_jkt: str | None
    audience: str | None
    expires_at: int
    used_at: int | None
    authentication_id: int | None
    grant_id: int
    grant_public_id: str
    grant_scopes: str
    # As ``COLUMNS`` has them.
    grant_status: str
    grant_expires_at: int | None
    client_status: str
    client_is_own: bool | None
    user_id: int | None
    disabled_at: int | None

    @property
    def is_usable(self) -> bool:
        """Whether it may be redeemed now."""
        now = clock.now()
        is_fresh = authorization_code.is_unused(self.used_at, self.expires_at, now)
        return is_fresh and bool(self.scopes) and grant_state.find_fault(self, now) is None

    def is_plain(self, client: PresentedClient) -> bool:
        """Whether it may be redeemed without a key, an ID token or a trial to look after."""
        return (
            self.is_usable
            and self.dpop_jkt is None
            and self.authentication_id is None
            and self.redirect_uri != trial.callback(client.client_id)
        )

    def accepts_redirect_uri(self, repeated: str | None) -> bool:
        """Whether the token request repeats the redirect URI, if the authorization named it."""
        return authorization_code.repeats_redirect_uri(
            repeated, sent_to=self.redirect_uri, was_named=self.redirect_uri_given
        )

    def redeem(self, client: PresentedClient, *, audience: str | None) -> TokenPair | None:
        """Spend it and issue tokens; None, and nothing is done, if anything has changed.

        As ``AuthorizationCode.redeem`` and ``issue_tokens``, for a code that is plain.
        """
        access, now = secret.generate(secret.Kind.ACCESS_TOKEN), clock.now()
        ends = now + settings().refresh_family_lifetime, self.grant_expires_at
        try:
            with ShortTransaction() as transaction:
                family_id = self._spend(transaction, now, ends[0])
                token, lifetime = issued_rows.new_access_token(
                    access,
                    grant_id=self.grant_id,
                    family_id=family_id,
                    scopes=self.scopes,
                    at=now,
                    lifetime=client.access_token_lifetime,
                    limits=ends,
                    audience=audience,
                )
                transaction.add(token)
                refresh = self._add_refresh_token(transaction, client, family_id, now, ends)
                line = audit_trail.new_line(
                    "token.issued",
                    grant_id=self.grant_id,
                    client_id=client.id,
                    scopes=self.scopes,
                )
                transaction.add(line)
        except LostError:
            return None
        audit_seal.seal_soon()
        grant_id = client.told_id(self.grant_public_id)
        return TokenPair(access, refresh, lifetime, self.scopes, now, grant_id=grant_id)

    def _spend(self, transaction: ShortTransaction, now: int, ends_at: int) -> int:
        presented_grant.hold(transaction, self)
        [family_id] = transaction.row(
            _OPEN_FAMILY,
            grant_id=self.grant_id,
            now=now,
            expires_at=ends_at,
            audience=self.audience,
        )
        transaction.change(
            _SPEND,
            id=self.id,
            now=now,
            family_id=family_id,
            scopes=self.scopes,
            expires_at=self.expires_at,
        )
        return int(family_id)

    def _add_refresh_token(
        self,
        transaction: ShortTransaction,
        client: PresentedClient,
        family_id: int,
        now: int,
        limits: tuple[int | None, ...],
    ) -> str | None:
        if not client.refresh_token_lifetime or not client.check_grant_type("refresh_token"):
            return None
        text = secret.generate(secret.Kind.REFRESH_TOKEN)
        token = issued_rows.new_refresh_token(
            text,
            family_id=family_id,
            scopes=self.scopes,
            at=now,
            lifetime=client.refresh_token_lifetime,
            limits=limits,
        )
        transaction.add(token)
        return text


FIND = CredentialQuery(
    PresentedCode,
    f"""
    a.id, a.redirect_uri, a.redirect_uri_given, a.scopes, a.code_challenge, a.dpop_jkt, a.audience,
    a.expires_at, a.used_at, a.authentication_id, g.id AS grant_id,
    g.public_id AS grant_public_id, g.scopes AS grant_scopes, {COLUMNS}
    """,
    """
    LEFT JOIN authorization_code a ON a.digest = :digest AND a.client_id = c.id
    LEFT JOIN "grant" g ON g.id = a.grant_id
    LEFT JOIN user_account u ON u.id = g.user_id
    """,
)
