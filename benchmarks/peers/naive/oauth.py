"""The authorization server, as Authlib's manual for Flask builds it."""

from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector
from authlib.integrations.sqla_oauth2 import (
    create_bearer_token_validator,
    create_query_client_func,
    create_query_token_func,
    create_revocation_endpoint,
    create_save_token_func,
)
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7662 import IntrospectionEndpoint

from benchmarks.peers.naive.models import AuthorizationCode, Client, Token, User, session

server = AuthorizationServer()
require_oauth = ResourceProtector()


class AuthorizationCodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    """Codes in their table, deleted when they are exchanged."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_post",)

    def save_authorization_code(self, code: str, request: object) -> None:
        """Store a new code."""
        values = {
            "client_id": request.client.client_id,
            "redirect_uri": request.payload.redirect_uri,
            "scope": request.payload.scope,
            "user_id": request.user.id,
        }
        session.add(AuthorizationCode(code=code, **values))
        session.commit()

    def query_authorization_code(self, code: str, client: Client) -> AuthorizationCode | None:
        """Return the code while it is valid."""
        query = session.query(AuthorizationCode)
        row = query.filter_by(code=code, client_id=client.client_id).first()
        return row if row and not row.is_expired() else None

    def delete_authorization_code(self, authorization_code: AuthorizationCode) -> None:
        """Spend the code."""
        session.delete(authorization_code)
        session.commit()

    def authenticate_user(self, authorization_code: AuthorizationCode) -> User:
        """Return who approved."""
        return session.get_one(User, authorization_code.user_id)


class RefreshTokenGrant(grants.RefreshTokenGrant):  # type: ignore[misc]
    """Each refresh issues a new refresh token and revokes the old one."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_post",)
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Token | None:
        """Return the token unless it was revoked."""
        row = session.query(Token).filter_by(refresh_token=refresh_token).first()
        return None if row is None or row.is_revoked() else row

    def authenticate_user(self, refresh_token: Token) -> User:
        """Return whose token it is."""
        return session.get_one(User, refresh_token.user_id)

    def revoke_old_credential(self, refresh_token: Token) -> None:
        """Let the old token work no longer."""
        refresh_token.access_token_revoked_at = refresh_token.issued_at
        refresh_token.refresh_token_revoked_at = refresh_token.issued_at
        session.add(refresh_token)
        session.commit()


class ClientCredentialsGrant(grants.ClientCredentialsGrant):  # type: ignore[misc]
    """A token of the app itself."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_post",)


class Introspection(IntrospectionEndpoint):  # type: ignore[misc]
    """What an app may know of its token."""

    CLIENT_AUTH_METHODS = ("client_secret_post",)
    query_token = staticmethod(create_query_token_func(session, Token))

    def check_permission(self, token: Token, client: Client, request: object) -> bool:
        """An app sees its own tokens."""
        return token.client_id == client.client_id

    def introspect_token(self, token: Token) -> dict[str, object]:
        """Return the members of RFC 7662."""
        return {
            "active": True,
            "client_id": token.client_id,
            "token_type": token.token_type,
            "username": token.user.name,
            "scope": token.get_scope(),
            "sub": str(token.user_id),
            "exp": token.issued_at + token.expires_in,
            "iat": token.issued_at,
        }


class Revocation(create_revocation_endpoint(session, Token)):  # type: ignore[misc]
    """An app gives a token back."""

    CLIENT_AUTH_METHODS = ("client_secret_post",)


def configure(app: object) -> None:
    """Register grants, endpoints and the protector of resources."""
    server.init_app(
        app,
        query_client=create_query_client_func(session, Client),
        save_token=create_save_token_func(session, Token),
    )
    server.register_grant(AuthorizationCodeGrant, [CodeChallenge(required=True)])
    server.register_grant(RefreshTokenGrant)
    server.register_grant(ClientCredentialsGrant)
    server.register_endpoint(Revocation)
    server.register_endpoint(Introspection)
    require_oauth.register_token_validator(create_bearer_token_validator(session, Token)())
