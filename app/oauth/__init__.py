"""Door 2: the OAuth 2.0 authorization server."""

from flask import Flask

from app.extensions import csrf
from app.oauth.authorization import authorize, consent_preview, decision
from app.oauth.blueprint import bp
from app.oauth.endpoints import (
    introspection,
    metadata,
    registration,
    resource_metadata,
    revocation,
    token,
)

# Programs authenticate themselves and carry no cookie; people's forms keep their CSRF token.
MACHINE_VIEWS = (
    token.issue_token,
    revocation.revoke_token,
    introspection.introspect_token,
    registration.register_client_openly,
    registration.register_client,
)


def register(app: Flask) -> None:
    """Add the authorization server to ``app``."""
    for view in MACHINE_VIEWS:
        csrf.exempt(view)
    app.register_blueprint(bp)


__all__ = ["authorize", "consent_preview", "decide", "metadata", "register", "resource_metadata"]
