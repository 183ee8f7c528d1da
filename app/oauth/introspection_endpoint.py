"""What a client is told about its own tokens (RFC 7662)."""

from typing import Any

from authlib.oauth2.rfc7662 import IntrospectionEndpoint as AuthlibIntrospectionEndpoint

from app.models.clients.client import Client
from app.models.credentials import live_token
from app.models.credentials.live_token import LiveToken
from app.models.credentials.refresh_token import RefreshToken
from app.models.values import secret
from app.oauth.errors import missing
from app.oauth.requests import ParameterRequest

INACTIVE = {"active": False}


class IntrospectionEndpoint(AuthlibIntrospectionEndpoint):  # type: ignore[misc]
    """Live tokens of the client that asks; of any other token only that it is not active."""

    def check_params(self, request: ParameterRequest, client: Client) -> None:
        """Only ``token`` is needed; its prefix tells its kind better than a hint."""
        if "token" not in request.form:
            raise missing("token")

    def query_token(self, token: str, hint: str | None) -> LiveToken | RefreshToken | None:
        """The live token with this text."""
        if secret.is_well_formed(secret.Kind.ACCESS_TOKEN, token):
            return live_token.find(token)
        refresh = RefreshToken.find(token)
        return refresh if refresh is not None and refresh.is_usable else None

    def check_permission(
        self, token: LiveToken | RefreshToken, client: Client, request: ParameterRequest
    ) -> bool:
        """Whether the token is the client's own."""
        return token.check_client(client)

    def create_introspection_payload(
        self, token: LiveToken | RefreshToken | None
    ) -> dict[str, Any]:
        """The members of RFC 7662 section 2.2 that we can vouch for; times in epoch seconds."""
        if token is None:
            return INACTIVE
        return {"active": True, **token.introspect(), "token_type": "Bearer"}
