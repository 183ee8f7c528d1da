"""Door 2: the OAuth 2.0 authorization server."""

from flask import Flask

from app.oauth import client_documents
from app.oauth.blueprint import bp

# The reference lists the endpoints in the order in which their modules are imported.
# isort: off
import app.oauth.authorization.authorize
import app.oauth.authorization.consent_preview
import app.oauth.authorization.decision
import app.oauth.authorization.refusal_page
import app.oauth.device.decision
import app.oauth.device.verification
import app.oauth.logout.end_session
import app.oauth.endpoints.metadata
import app.oauth.endpoints.resource_metadata
import app.oauth.endpoints.key_set
import app.oauth.endpoints.registration
import app.oauth.endpoints.registration_management
import app.oauth.endpoints.device_authorization
import app.oauth.endpoints.token
import app.oauth.endpoints.revocation
import app.oauth.endpoints.introspection
import app.oauth.endpoints.grants
import app.oauth.endpoints.pushed_authorization
import app.oauth.endpoints.credential_report
# isort: on


def register(app: Flask) -> None:
    """Add the authorization server to ``app``.

    Programs authenticate themselves and send no cookie; views for forms check their CSRF token.
    """
    client_documents.register(app)
    app.register_blueprint(bp)
