"""The tokens with which a family begins, whatever they were exchanged for."""

from app.models.audit import audit_trail
from app.models.credentials.access_token import AccessToken
from app.models.credentials.refresh_token import RefreshToken, TokenPair
from app.models.credentials.token_family import TokenFamily


def issue(family: TokenFamily, *, scopes: str, dpop_jkt: str | None = None) -> TokenPair:
    """Return the first tokens of ``family``, bound to the key with this thumbprint if any.

    There is no refresh token if the client gets none.
    """
    grant, client = family.grant, family.grant.client
    access, access_text = AccessToken.issue(
        grant,
        scopes=scopes,
        lifetime=client.access_token_lifetime,
        family=family,
        at=family.created_at,
        dpop_jkt=dpop_jkt,
    )
    family.bind(dpop_jkt)
    refresh_text = None
    if client.refresh_token_lifetime and client.check_grant_type("refresh_token"):
        refresh_text = RefreshToken.issue(
            family, scopes=scopes, lifetime=client.refresh_token_lifetime
        )
    audit_trail.record("token.issued", grant=grant, scopes=scopes)
    return TokenPair.of(access, access_text, refresh_text)
