"""The introspection endpoint (RFC 7662): the state of a client's own tokens."""

from functools import partial
from typing import Any

from authlib.oauth2.rfc7662 import IntrospectionEndpoint as AuthlibIntrospectionEndpoint
from flask import Response

from app.models.clients.client import Client
from app.models.credentials import live_token
from app.models.credentials.live_token import LiveToken
from app.models.credentials.refresh_token import RefreshToken
from app.models.values import secret
from app.oauth.blueprint import bp
from app.oauth.endpoints.machine import answer_machine, limit_guesses
from app.oauth.errors import missing
from app.oauth.operations import INTROSPECT
from app.oauth.requests import ParameterRequest
from app.oauth.server import server
from app.oauth.short_way import introspection as short_way
from app.oauth.short_way.introspection import INACTIVE
from app.openapi.operation import describe


class IntrospectionEndpoint(AuthlibIntrospectionEndpoint):
    """Describes live tokens of the client; any other token is only inactive."""

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
        """The members of RFC 7662 section 2.2 that are known; times in epoch seconds."""
        if token is None:
            return INACTIVE
        return {"active": True, **token.introspect()}


server.register_endpoint(IntrospectionEndpoint)


@bp.post("/oauth/introspect")
@describe(INTROSPECT)
@limit_guesses
def introspect_token() -> Response:
    """Tell a client whether a token of its own is active; form or JSON body."""
    respond = partial(server.create_endpoint_response, "introspection")
    return answer_machine(respond, short_way=short_way.introspect)
