"""Door 2: the OAuth 2.0 authorization server."""

from flask import Flask

from app.extensions import csrf
from app.oauth.blueprint import bp

# The reference lists the endpoints in the order in which their modules are imported.
# isort: off
import app.oauth.authorization.authorize
import app.oauth.authorization.consent_preview
import app.oauth.authorization.decision
import app.oauth.authorization.refusal_page
import app.oauth.endpoints.metadata
import app.oauth.endpoints.resource_metadata
import app.oauth.endpoints.key_set
from app.oauth.endpoints import registration
from app.oauth.endpoints import token
from app.oauth.endpoints import revocation
from app.oauth.endpoints import introspection
from app.oauth.endpoints import credential_report
# isort: on

# Programs authenticate themselves and send no cookie; forms of users keep their CSRF token.
MACHINE_VIEWS = (
    token.issue_token,
    revocation.revoke_token,
    introspection.introspect_token,
    registration.register_client_openly,
    registration.register_client,
    credential_report.report_credentials,
)


def register(app: Flask) -> None:
    """Add the authorization server to ``app``."""
    for view in MACHINE_VIEWS:
        csrf.exempt(view)
    app.register_blueprint(bp)
