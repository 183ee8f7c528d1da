"""A client's grant to itself, under which its own tokens are issued (RFC 6749 section 4.4)."""

from typing import NamedTuple

from app.database.short_transactions import run_together
from app.models.audit import audit_seal, audit_trail
from app.models.credentials.presented import issued_rows
from app.models.credentials.presented.presented_client import CredentialQuery, PresentedClient
from app.models.credentials.refresh_token import TokenPair
from app.models.values import clock, secret
from app.models.values import scopes as scope_names


class OwnGrant(NamedTuple):
    """The grant, which is active."""

    id: int
    public_id: str
    scopes: str
    expires_at: int | None

    def issue(
        self, client: PresentedClient, *, names: frozenset[str], audience: str | None
    ) -> TokenPair | None:
        """Issue a token with the scopes ``names``; None while the grant lacks one of these.

        As ``AccessToken.issue_without_user``, for a token that is bound to no key.
        """
        if not names <= scope_names.parse(self.scopes):
            return None
        text, now = secret.generate(secret.Kind.ACCESS_TOKEN), clock.now()
        scopes = scope_names.dump(names)
        token, lifetime = issued_rows.new_access_token(
            text,
            grant_id=self.id,
            family_id=None,
            scopes=scopes,
            at=now,
            lifetime=client.access_token_lifetime,
            limits=(self.expires_at,),
            audience=audience,
        )
        line = audit_trail.new_line(
            "token.issued", grant_id=self.id, client_id=client.id, scopes=scopes
        )
        run_together(line, token)
        audit_seal.seal_soon()
        return TokenPair(text, None, lifetime, scopes, now, grant_id=client.told_id(self.public_id))


FIND = CredentialQuery(
    OwnGrant,
    "g.id, g.public_id, g.scopes, g.expires_at",
    """LEFT JOIN "grant" g ON g.client_id = c.id AND g.user_id IS NULL AND g.status = 'active'""",
)
