"""The metadata of the API as a protected resource (RFC 9728)."""

from flask import Response, abort, jsonify

from app.config import settings
from app.models.credentials.dpop_key import ALGORITHMS
from app.models.values import audience, scopes
from app.oauth.blueprint import bp
from app.oauth.operations import RESOURCE, RESOURCE_AT
from app.openapi.operation import describe


@bp.get("/.well-known/oauth-protected-resource")
@describe(RESOURCE)
def show_resource_metadata() -> Response:
    """The metadata of the whole site."""
    return _metadata_of(audience.SITE)


@bp.get("/.well-known/oauth-protected-resource/<path:resource>")
@describe(RESOURCE_AT)
def show_resource_metadata_at(resource: str) -> Response:
    """The metadata of the resource at this path (section 3.1); 404 for other paths."""
    path = f"/{resource}"
    return _metadata_of(path) if path in audience.RESOURCES else abort(404)


def _metadata_of(path: str) -> Response:
    # Clients compare ``resource`` with the address that they asked (section 3.3).
    base = settings().public_url
    response = jsonify(
        resource=audience.url(path),
        authorization_servers=[base],
        # Agents request all that is named here. Each operation names its own scope when it refuses.
        scopes_supported=[scopes.BASIC],
        bearer_methods_supported=["header"],
        dpop_signing_alg_values_supported=sorted(ALGORITHMS),
        dpop_bound_access_tokens_required=False,
        resource_name=settings().instance_name,
        resource_documentation=f"{base}/docs",
    )
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
