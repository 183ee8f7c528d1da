"""The interface through which Authlib sees a client (authlib.oauth2.rfc6749.ClientMixin).

Only the methods that our server and grants reach: they match redirect URIs and authenticate
clients on their own.
"""

from authlib.oauth2.rfc6749 import ClientMixin
from sqlalchemy import String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.models.clients import redirect_uri
from app.models.clients.redirect_uri import RedirectURI
from app.models.values import clock, scopes

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"  # RFC 8628 section 3.4


class ClientProtocol(ClientMixin):
    """The columns that decide what a client may request, and the answers they give."""

    # A URL where a document describes the client. SQLite takes texts of any length.
    client_id: Mapped[str] = mapped_column(
        String(500).with_variant(String(64), "sqlite"), unique=True
    )
    confidential: Mapped[bool]
    scopes: Mapped[str] = mapped_column(String(300))  # the ceiling
    default_scopes: Mapped[str] = mapped_column(String(300))
    grant_types: Mapped[str] = mapped_column(
        String(200), default="authorization_code refresh_token"
    )

    @declared_attr
    def redirect_uris(cls) -> Mapped[list[RedirectURI]]:
        """Where its users may be sent back to, in the order of registration."""
        return relationship(
            back_populates="client", order_by=RedirectURI.id, cascade="all, delete-orphan"
        )

    def registered_uris(self) -> list[str]:
        """The text of its redirect URIs, in the order of registration."""
        return [row.uri for row in self.redirect_uris]

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """The scopes a request gets: those it names, or the defaults when it names none.

        None refuses the request: a scope is unknown, or above the client's ceiling.
        """
        return allowed_scope(scope, ceiling=self.scopes, default=self.default_scopes)

    def match_redirect_uri(self, requested: str | None) -> str | None:
        """Where the response to ``requested`` goes; None when it must not be sent anywhere.

        With exactly one address registered, ``requested`` may be missing (RFC 6749 section
        3.1.2.3).
        """
        registered = self.registered_uris()
        if not requested:
            return registered[0] if len(registered) == 1 else None
        return requested if self._matches(registered, requested) else None

    def note_redirect(self, uri: str) -> None:
        """Record that a user is sent to ``uri`` now."""
        for row in self.redirect_uris:
            if self._matches([row.uri], uri):
                row.last_used_at = clock.now()

    def _matches(self, registered: list[str], requested: str) -> bool:
        # A code that reaches another program on localhost is of no use without the PKCE verifier.
        by_name = not self.confidential
        return redirect_uri.find_match(registered, requested, by_loopback_name=by_name) is not None

    def check_response_type(self, response_type: str) -> bool:
        """Only the authorization code flow starts at the authorization endpoint."""
        return response_type == "code" and self.check_grant_type("authorization_code")

    def check_grant_type(self, grant_type: str) -> bool:
        """Whether the client may use this grant at the token endpoint."""
        return has_grant_type(self.grant_types, grant_type)


def allowed_scope(requested: str | None, *, ceiling: str, default: str) -> str | None:
    """The scopes that a request gets; None when one is unknown or above the ceiling."""
    names = scopes.parse(requested)
    if not names:
        return scopes.dump(scopes.parse(default))
    if scopes.unknown(names) or not scopes.covers(scopes.parse(ceiling), names):
        return None
    return scopes.dump(names)


def has_grant_type(grant_types: str, grant_type: str) -> bool:
    """Whether ``grant_types``, as they are stored, have this one."""
    return grant_type in grant_types.split()
