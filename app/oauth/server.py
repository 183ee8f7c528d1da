"""The Authlib server and its grant types; each endpoint registers itself."""

from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationServer
from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import Response

from app.models.clients.client import Client
from app.oauth import client_authentication, client_documents, errors, flow_reports
from app.oauth.grant_types.authorization_code import AuthorizationCodeGrant, S256CodeChallenge
from app.oauth.grant_types.client_credentials import ClientCredentialsGrant
from app.oauth.grant_types.device_code import DeviceCodeGrant
from app.oauth.grant_types.refresh_token import RefreshTokenGrant
from app.oauth.requests import ParameterRequest


class Server(AuthorizationServer):  # Authlib ships no types
    """Authlib's order of checks, with our clients, requests and responses."""

    def query_client(self, client_id: str) -> Client | None:
        """The client with this id, if it is usable."""
        client = client_documents.find_read(client_id)
        return client if client is not None and client.is_usable else None

    def create_oauth2_request(self, request: ParameterRequest) -> ParameterRequest:
        """The request as it was read."""
        return request

    def authenticate_client(
        self, request: ParameterRequest, methods: Any = None, endpoint: str = "token"
    ) -> Client:
        """The same rule for every endpoint and grant."""
        return client_authentication.authenticate(request)

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        """The response of a grant or endpoint: JSON, or a redirect to the client."""
        if isinstance(body, dict):
            return errors.answer(body)
        return Response(body, status=status, headers=headers)

    def handle_error_response(self, request: ParameterRequest, error: OAuth2Error) -> Response:
        """An error of the token and revocation endpoints."""
        flow_reports.note_machine(error, request.parameters)
        return errors.refuse(error)

    @property
    def grant_types(self) -> tuple[str, ...]:
        """The grant types of the token endpoint."""
        return tuple(grant.GRANT_TYPE for grant, _extensions in self._token_grants)

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Signals are not used; the audit trail has the events."""


server = Server()
server.register_grant(AuthorizationCodeGrant, [S256CodeChallenge()])
server.register_grant(RefreshTokenGrant)
server.register_grant(ClientCredentialsGrant)
server.register_grant(DeviceCodeGrant)
