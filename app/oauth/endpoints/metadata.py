"""The metadata of the authorization server (RFC 8414)."""

from flask import Response, jsonify

from app.config import settings
from app.models.clients.registrations import supported
from app.models.values import scopes
from app.oauth.blueprint import bp
from app.oauth.operations import METADATA
from app.openapi.operation import describe


@bp.get("/.well-known/oauth-authorization-server")
@describe(METADATA)
def show_metadata() -> Response:
    """The server's metadata; features that are off are left out."""
    base = settings().public_url
    response = jsonify(
        issuer=base,
        authorization_endpoint=f"{base}/oauth/authorize",
        token_endpoint=f"{base}/oauth/token",
        revocation_endpoint=f"{base}/oauth/revoke",
        scopes_supported=sorted(scopes.SCOPES),
        response_types_supported=supported.RESPONSE_TYPES,
        response_modes_supported=["query"],
        grant_types_supported=supported.GRANT_TYPES,
        registration_endpoint=f"{base}/oauth/register",
        introspection_endpoint=f"{base}/oauth/introspect",
        pushed_authorization_request_endpoint=f"{base}/oauth/par",
        require_pushed_authorization_requests=False,
        request_parameter_supported=False,
        request_uri_parameter_supported=False,
        token_endpoint_auth_methods_supported=supported.AUTH_METHODS,
        revocation_endpoint_auth_methods_supported=supported.AUTH_METHODS,
        introspection_endpoint_auth_methods_supported=supported.AUTH_METHODS,
        code_challenge_methods_supported=["S256"],
        authorization_response_iss_parameter_supported=True,
        service_documentation=f"{base}/docs",
    )
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
