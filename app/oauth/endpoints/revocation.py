"""The revocation endpoint (RFC 7009)."""

from functools import partial

from authlib.oauth2.rfc7009 import RevocationEndpoint as AuthlibRevocationEndpoint
from flask import Response

from app.models.clients.client import Client
from app.models.credentials.access_token import AccessToken
from app.models.credentials.refresh_token import RefreshToken
from app.models.values import secret
from app.oauth.blueprint import bp
from app.oauth.endpoints.machine import answer_machine, limit_guesses
from app.oauth.errors import missing
from app.oauth.operations import REVOKE
from app.oauth.requests import ParameterRequest
from app.oauth.server import server
from app.oauth.short_way import revocation as short_way
from app.openapi.operation import describe


class RevocationEndpoint(AuthlibRevocationEndpoint):
    """Either token of a pair ends both. The response is the same for an unknown token."""

    def check_params(self, request: ParameterRequest, client: Client) -> None:
        """Only ``token`` is needed; a hint, even an unknown one, is not (section 2.1)."""
        if "token" not in request.form:
            raise missing("token")

    def query_token(self, token: str, hint: str | None) -> AccessToken | RefreshToken | None:
        """The token with this text; its prefix tells its kind, so the hint is ignored."""
        if secret.is_well_formed(secret.Kind.ACCESS_TOKEN, token):
            return AccessToken.find(token)
        return RefreshToken.find(token)

    def revoke_token(self, token: AccessToken | RefreshToken, request: ParameterRequest) -> None:
        """End the token and its family."""
        token.revoke()


server.register_endpoint(RevocationEndpoint)


@bp.post("/oauth/revoke")
@describe(REVOKE)
@limit_guesses
def revoke_token() -> Response:
    """Revoke a token of the client that sends it; form or JSON body. 200 ``{}``."""
    respond = partial(server.create_endpoint_response, "revocation")
    return answer_machine(respond, short_way=short_way.revoke)
