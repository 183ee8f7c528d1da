"""The metadata of the authorization server (RFC 8414, OpenID Connect Discovery 1.0)."""

from typing import Any

from flask import Response, jsonify

from app.config import settings
from app.models.accounts.languages import LOCALES
from app.models.clients.registrations import supported
from app.models.credentials.dpop_key import ALGORITHMS
from app.models.credentials.grant_management import Action
from app.models.credentials.user_authentication import ACR_VALUES
from app.models.values import audience, scopes
from app.models.values.claims_request import OF_SIGN_IN, OF_USER
from app.oauth import client_documents
from app.oauth.authorization.authorization_request import PROMPTS
from app.oauth.blueprint import bp
from app.oauth.operations import METADATA, OPENID_CONFIGURATION
from app.openapi.operation import describe

# The claims of every ID token.
ALWAYS = frozenset({"iss", "aud", "exp", "iat"})


@bp.get("/.well-known/oauth-authorization-server")
@describe(METADATA)
def show_metadata() -> Response:
    """The server's metadata; features that are off are left out."""
    return _answer()


@bp.get("/.well-known/openid-configuration")
@describe(OPENID_CONFIGURATION)
def show_openid_configuration() -> Response:
    """The same, at the address of OpenID Connect Discovery 1.0 section 4."""
    return _answer()


def _answer() -> Response:
    members = {**_of_oauth(settings().public_url), **_of_openid(settings().public_url)}
    if settings().registration == "closed":
        del members["registration_endpoint"]
    response = jsonify(members)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _of_oauth(base: str) -> dict[str, Any]:
    return {
        "issuer": base,
        "authorization_endpoint": f"{base}/oauth/authorize",
        "token_endpoint": f"{base}/oauth/token",
        "device_authorization_endpoint": f"{base}/oauth/device_authorization",
        "revocation_endpoint": f"{base}/oauth/revoke",
        "jwks_uri": f"{base}/oauth/jwks.json",
        "scopes_supported": sorted(scopes.SCOPES),
        "response_types_supported": supported.RESPONSE_TYPES,
        "response_modes_supported": ["query"],
        "grant_types_supported": supported.GRANT_TYPES,
        "registration_endpoint": f"{base}/oauth/register",
        "introspection_endpoint": f"{base}/oauth/introspect",
        "pushed_authorization_request_endpoint": f"{base}/oauth/par",
        "require_pushed_authorization_requests": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,  # true when left out
        "token_endpoint_auth_methods_supported": supported.AUTH_METHODS,
        "revocation_endpoint_auth_methods_supported": supported.AUTH_METHODS,
        "introspection_endpoint_auth_methods_supported": supported.AUTH_METHODS,
        "grant_management_endpoint": f"{base}/oauth/grants",
        "grant_management_actions_supported": ["query", "revoke", *Action],
        "grant_management_action_required": False,
        **{
            f"{name}_endpoint_auth_signing_alg_values_supported": supported.SIGNING_ALGS
            for name in ("token", "revocation", "introspection")
        },
        "code_challenge_methods_supported": ["S256"],
        "dpop_signing_alg_values_supported": sorted(ALGORITHMS),
        "authorization_response_iss_parameter_supported": True,
        "client_id_metadata_document_supported": client_documents.are_read(),
        "protected_resources": audience.urls(" ".join(audience.RESOURCES)),
        "service_documentation": f"{base}/docs",
    }


def _of_openid(base: str) -> dict[str, Any]:
    """The members that Discovery section 3 adds."""
    return {
        "end_session_endpoint": f"{base}/oauth/end_session",
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "userinfo_endpoint": f"{base}/oauth/userinfo",
        "subject_types_supported": supported.SUBJECT_TYPES,
        "id_token_signing_alg_values_supported": supported.ID_TOKEN_ALGS,
        "userinfo_signing_alg_values_supported": supported.ID_TOKEN_ALGS,
        "acr_values_supported": list(ACR_VALUES),
        "claim_types_supported": ["normal"],
        "claims_supported": sorted({*ALWAYS, *OF_SIGN_IN, *OF_USER}),
        "claims_parameter_supported": True,
        "prompt_values_supported": sorted(PROMPTS),
        "ui_locales_supported": list(LOCALES),
    }
