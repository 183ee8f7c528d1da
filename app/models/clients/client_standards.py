"""What a client's metadata says beyond plain OAuth 2.0: each value is off unless it is asked for.

The columns bear the names of the registry of client metadata (RFC 7591 section 4.1).
"""

from sqlalchemy import String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

MAX_URI = 500  # characters


class ClientStandards:
    """The columns of OpenID Connect, logout, PAR, DPoP and JWT client authentication."""

    # As registered over REST; None: a secret, by header or body, or nothing for a public client.
    token_endpoint_auth_method: Mapped[str | None] = mapped_column(String(30))
    token_endpoint_auth_signing_alg: Mapped[str | None] = mapped_column(String(10))
    jwks: Mapped[str | None] = mapped_column(Text)  # public keys, a JWK Set in JSON
    jwks_uri: Mapped[str | None] = mapped_column(String(MAX_URI))

    @property
    def proves_itself_by_key(self) -> bool:
        """Whether it signs with a key of its own, and has no secret (RFC 7523)."""
        return self.token_endpoint_auth_method == "private_key_jwt"

    id_token_signed_response_alg: Mapped[str] = mapped_column(
        String(10), default="RS256", server_default="RS256"
    )
    userinfo_signed_response_alg: Mapped[str | None] = mapped_column(String(10))
    default_max_age: Mapped[int | None]  # seconds
    require_auth_time: Mapped[bool] = mapped_column(default=False, server_default=false())

    post_logout_redirect_uris: Mapped[str] = mapped_column(Text, default="", server_default="")
    backchannel_logout_uri: Mapped[str | None] = mapped_column(String(MAX_URI))
    backchannel_logout_session_required: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )

    require_pushed_authorization_requests: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )
    dpop_bound_access_tokens: Mapped[bool] = mapped_column(default=False, server_default=false())

    policy_uri: Mapped[str] = mapped_column(String(MAX_URI), default="", server_default="")
    tos_uri: Mapped[str] = mapped_column(String(MAX_URI), default="", server_default="")
