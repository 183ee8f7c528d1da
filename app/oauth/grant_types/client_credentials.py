"""Client credentials grant: an app acts for itself (RFC 6749 section 4.4)."""

from typing import Any

from authlib.oauth2.rfc6749 import grants

from app.models.credentials.access_token import AccessToken
from app.models.credentials.refresh_token import TokenPair
from app.models.flow_doctor.diagnosis import Reason, because
from app.models.grants.grant import Grant
from app.models.values import scopes
from app.oauth import resource_indicators, token_binding
from app.oauth.errors import DESCRIPTIONS, Refusal
from app.oauth.flow_reports import of_scope
from app.oauth.token_response import token_answer

WITHOUT_USER = "The scopes of OpenID Connect are about a user, and this token has none."
WAITING = "The app waits for review. Until then it gets no token of its own."


class ClientCredentialsGrant(grants.ClientCredentialsGrant):
    """Issues a token without a user, which reaches no team and no profile.

    Any app that keeps a secret gets one with which it manages its grants.
    """

    def validate_token_request(self) -> None:
        """Require a confidential client that may use this grant and these scopes."""
        client = self.authenticate_token_endpoint_client()
        names = scopes.parse(self.request.payload.scope)
        manages_grants = bool(names) and names <= scopes.OF_CLIENTS
        has_type = manages_grants or client.check_grant_type(self.GRANT_TYPE)
        if not (client.confidential and has_type):
            raise Refusal("unauthorized_client", DESCRIPTIONS["unauthorized_client"])
        if not client.is_available_to(None):
            raise Refusal("unauthorized_client", WAITING, because(Reason.APP_PENDING))
        self.request.client, self.request.scope = client, scopes.dump(names)
        if manages_grants:
            return
        allowed = client.get_allowed_scope(self.request.payload.scope)
        if allowed is None:
            diagnosis = of_scope(client, self.request.payload.scope)
            raise Refusal("invalid_scope", DESCRIPTIONS["invalid_scope"], diagnosis)
        of_client = without_user(allowed, self.request.payload.scope)
        if of_client is None:
            of_users = scopes.dump(scopes.of_sign_in(scopes.parse(allowed)))
            diagnosis = because(Reason.SCOPE_OF_USERS, scopes=of_users)
            raise Refusal("invalid_scope", WITHOUT_USER, diagnosis)
        self.request.scope = scopes.dump(of_client)

    def create_token_response(self) -> tuple[int, dict[str, Any], list[Any]]:
        """An access token and no refresh token (section 4.4.3)."""
        client, names = self.request.client, scopes.parse(self.request.scope)
        audience = resource_indicators.read(self.request.parameters)
        key = token_binding.prove_key(client)
        grant = Grant.of_client_itself(client, names)
        row, text = AccessToken.issue_without_user(
            grant, scopes=scopes.dump(names), dpop_jkt=key, audience=audience
        )
        return 200, token_answer(TokenPair.of(row, text, None)), self.TOKEN_RESPONSE_HEADER


def without_user(allowed: str, requested: str | None) -> frozenset[str] | None:
    """The scopes of a token without a user, of those ``allowed`` to the client.

    Of its defaults those that are about a user are left out; None when they were ``requested``.
    """
    names = scopes.parse(allowed)
    of_users = scopes.of_sign_in(names)
    return None if of_users and requested else names - of_users
