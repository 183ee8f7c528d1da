"""Refresh token grant (RFC 6749 section 6)."""

from typing import Any

from authlib.oauth2.rfc6749 import grants

from app.models import scopes
from app.models.refresh_token import RefreshToken, ReusedError
from app.oauth.errors import DESCRIPTIONS, Refusal, invalid_grant
from app.oauth.token_answer import token_answer


class RefreshTokenGrant(grants.RefreshTokenGrant):  # type: ignore[misc]
    """Authlib's validation; rotation, retry and reuse are the token's own rules."""

    def authenticate_refresh_token(self, refresh_token: str) -> RefreshToken | None:
        """The token while it, its family, its grant and its person stand."""
        token = RefreshToken.find(refresh_token)
        return token if token is not None and token.stands else None

    def _validate_request_token(self, client: Any) -> RefreshToken:
        # Authlib leaves this error without our words, and asks for the parameter by presence.
        if not self.request.form.get("refresh_token"):
            raise Refusal("invalid_request", "Missing required parameter: refresh_token.")
        return super()._validate_request_token(client)  # type: ignore[no-any-return]

    def _validate_token_scope(self, token: RefreshToken) -> None:
        asked = scopes.parse(self.request.payload.scope)
        if not scopes.covers(scopes.parse(token.scopes), asked):
            raise Refusal("invalid_scope", DESCRIPTIONS["invalid_scope"])

    def create_token_response(self) -> tuple[int, dict[str, Any], list[Any]]:
        """The successor pair; a retry gets the same one, a reuse ends the family."""
        token: RefreshToken = self.request.refresh_token
        names = _allowed_now(token, scopes.parse(self.request.payload.scope))
        if not names:
            raise invalid_grant()
        try:
            pair = token.redeem(self.request.form["refresh_token"], scopes=scopes.dump(names))
        except ReusedError:
            raise invalid_grant() from None
        return 200, token_answer(pair), self.TOKEN_RESPONSE_HEADER


def _allowed_now(token: RefreshToken, asked: frozenset[str]) -> frozenset[str]:
    # The grant or the client's ceiling may have become narrower since.
    grant = token.family.grant
    limits = (scopes.parse(grant.scopes), scopes.parse(grant.client.scopes))
    wanted = asked or scopes.parse(token.scopes)
    return frozenset(n for n in wanted if all(scopes.covers(limit, {n}) for limit in limits))
