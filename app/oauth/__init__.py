"""Door 2: the OAuth 2.0 authorization server."""

from flask import Flask

import app.oauth.authorization.authorize
import app.oauth.authorization.consent_preview
import app.oauth.authorization.decision
import app.oauth.authorization.refusal_page
import app.oauth.endpoints.metadata
import app.oauth.endpoints.resource_metadata
from app.extensions import csrf
from app.oauth.blueprint import bp
from app.oauth.endpoints import registration, token

# Programs authenticate themselves and send no cookie; forms of users keep their CSRF token.
MACHINE_VIEWS = (
    token.issue_token,
    token.revoke_token,
    token.introspect_token,
    registration.register_client_openly,
    registration.register_client,
)


def register(app: Flask) -> None:
    """Add the authorization server to ``app``."""
    for view in MACHINE_VIEWS:
        csrf.exempt(view)
    app.register_blueprint(bp)
