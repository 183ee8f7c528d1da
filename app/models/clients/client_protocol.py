"""How Authlib asks a client about itself (authlib.oauth2.rfc6749.ClientMixin)."""

from typing import TYPE_CHECKING

from authlib.oauth2.rfc6749 import ClientMixin

from app.models.clients import redirect_uri
from app.models.clients.client_secret import ClientSecret
from app.models.clients.redirect_uri import RedirectURI
from app.models.values import clock, scopes


class ClientProtocol(ClientMixin):
    """The answers, each from the client's own columns."""

    if TYPE_CHECKING:
        client_id: str
        confidential: bool
        scopes: str
        default_scopes: str
        grant_types: str
        secrets: list[ClientSecret]
        redirect_uris: list[RedirectURI]

        def registered_uris(self) -> list[str]:
            """See Client."""

    def get_client_id(self) -> str:
        """The identifier the client is known by."""
        return self.client_id

    def get_default_redirect_uri(self) -> str | None:
        """The only registered address; None when there are several."""
        return self.match_redirect_uri(None)

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """The scopes a request gets: those asked for, or the defaults when none are.

        None refuses the request: one is unknown, or above the client's ceiling.
        """
        asked = scopes.parse(scope)
        if not asked:
            return scopes.dump(scopes.parse(self.default_scopes))
        if scopes.unknown(asked) or not scopes.covers(scopes.parse(self.scopes), asked):
            return None
        return scopes.dump(asked)

    def match_redirect_uri(self, requested: str | None) -> str | None:
        """Where an answer to ``requested`` goes; None when it must not be sent anywhere.

        With exactly one address registered, ``requested`` may be missing (RFC 6749 section
        3.1.2.3).
        """
        registered = self.registered_uris()
        if not requested:
            return registered[0] if len(registered) == 1 else None
        return requested if redirect_uri.find_match(registered, requested) else None

    def note_redirect(self, uri: str) -> None:
        """Remember when people were last sent to ``uri``."""
        for row in self.redirect_uris:
            if redirect_uri.find_match([row.uri], uri):
                row.last_used_at = clock.now()

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Whether answers may be sent to ``redirect_uri``."""
        return self.match_redirect_uri(redirect_uri) is not None

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """A confidential client shows its secret, in whichever way; a public one has none.

        The rule is the same at every endpoint.
        """
        if self.confidential:
            return method in {"client_secret_basic", "client_secret_post"}
        return method == "none"

    def check_response_type(self, response_type: str) -> bool:
        """Only the authorization code flow starts at the authorization endpoint."""
        return response_type == "code" and self.check_grant_type("authorization_code")

    def check_grant_type(self, grant_type: str) -> bool:
        """Whether the client may use this grant at the token endpoint."""
        return grant_type in self.grant_types.split()
