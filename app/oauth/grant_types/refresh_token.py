"""Refresh token grant (RFC 6749 section 6)."""

from typing import Any

from authlib.oauth2.rfc6749 import OAuth2Error, grants

from app.models.credentials import credential_diagnosis
from app.models.credentials.refresh_token import (
    OtherKeyError,
    RefreshToken,
    ReusedError,
    names_now,
)
from app.models.flow_doctor.diagnosis import Reason, because
from app.models.grants.grant_removal import GrantRemoval
from app.models.values import scopes
from app.oauth import resource_indicators, token_binding
from app.oauth.errors import DESCRIPTIONS, Refusal, invalid_grant, missing
from app.oauth.token_response import id_token_of, token_answer


class RefreshTokenGrant(grants.RefreshTokenGrant):
    """Authlib's validation; rotation, repetition and reuse are the token's own rules."""

    def _validate_request_token(self, client: Any) -> RefreshToken:
        # Authlib accepts an empty parameter, and does not say why a token is refused.
        if not (text := self.request.form.get("refresh_token")):
            raise missing("refresh_token")
        token = RefreshToken.find(text)
        if token is None or not token.check_client(client):
            raise invalid_grant(because(Reason.REFRESH_UNKNOWN))
        if token.is_replayed:  # before anything else is refused, so that it is always noticed
            token.end_family()
            raise _reused(token)
        if not token.is_authorized:
            raise invalid_grant(credential_diagnosis.of_refresh_token(token, client))
        return token

    def _validate_token_scope(self, token: RefreshToken) -> None:
        requested = scopes.parse(self.request.payload.scope)
        # What its user took off since may still be asked for, and is left out of the answer.
        granted = scopes.parse(token.scopes) | GrantRemoval.scopes_of(token.family.grant)
        if not scopes.covers(granted, requested):
            above = scopes.dump(requested - scopes.closure(granted))
            diagnosis = because(Reason.SCOPE_ABOVE_GRANT, scopes=above, granted=token.scopes)
            raise Refusal("invalid_scope", DESCRIPTIONS["invalid_scope"], diagnosis)

    def create_token_response(self) -> tuple[int, dict[str, Any], list[Any]]:
        """The successor pair: the same again for a while, then the family ends."""
        token: RefreshToken = self.request.refresh_token
        token.hold()
        names = self._names_of(token)
        key = token_binding.prove_key(self.request.client)
        token_binding.require_same_key(token.family.dpop_jkt, key)
        audience = resource_indicators.narrow(token.family.audience, self.request.parameters)
        text = self.request.form["refresh_token"]
        try:
            pair = token.redeem(text, scopes=scopes.dump(names), dpop_jkt=key, audience=audience)
        except OtherKeyError:
            raise invalid_grant(because(Reason.PROOF_KEY_DIFFERS)) from None
        except ReusedError:
            raise _reused(token) from None
        answer = token_answer(pair, id_token_of(token.family, pair, is_refreshed=True))
        return 200, answer, self.TOKEN_RESPONSE_HEADER

    def _names_of(self, token: RefreshToken) -> frozenset[str]:
        requested = scopes.parse(self.request.payload.scope)
        grant = token.family.grant
        if names := names_now(requested, token.scopes, grant.scopes, grant.client.scopes):
            return names
        if removed := requested & GrantRemoval.scopes_of(token.family.grant):
            diagnosis = because(Reason.SCOPE_REMOVED, scopes=scopes.dump(removed))
            raise Refusal("invalid_scope", DESCRIPTIONS["invalid_scope"], diagnosis)
        if not token.scopes:
            raise invalid_grant(because(Reason.GRANT_NARROWED))
        raise invalid_grant(because(Reason.SCOPE_ABOVE_CEILING, scopes=token.scopes, ceiling=""))


def _reused(token: RefreshToken) -> OAuth2Error:
    return invalid_grant(because(Reason.REFRESH_REUSED, at=token.spent_at or token.issued_at))
