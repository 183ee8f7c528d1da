"""What revoking a token does (RFC 7009)."""

from authlib.oauth2.rfc7009 import RevocationEndpoint as AuthlibRevocationEndpoint

from app.models.clients.client import Client
from app.models.credentials.access_token import AccessToken
from app.models.credentials.refresh_token import RefreshToken
from app.models.values import secret
from app.oauth.errors import missing
from app.oauth.requests import ParameterRequest


class RevocationEndpoint(AuthlibRevocationEndpoint):  # type: ignore[misc]
    """Either token of a pair ends both. An unknown token is answered like a known one."""

    def check_params(self, request: ParameterRequest, client: Client) -> None:
        """Only ``token`` is needed; a hint, even an unknown one, is not (section 2.1)."""
        if "token" not in request.form:
            raise missing("token")

    def query_token(self, token: str, hint: str | None) -> AccessToken | RefreshToken | None:
        """The token with this text, whatever the hint says: its prefix tells its kind."""
        if secret.is_well_formed(secret.Kind.ACCESS_TOKEN, token):
            return AccessToken.find(token)
        return RefreshToken.find(token)

    def revoke_token(self, token: AccessToken | RefreshToken, request: ParameterRequest) -> None:
        """End the token and its family."""
        token.revoke()
