"""What clients can find out about the API as a protected resource (RFC 9728)."""

from flask import Response, abort, jsonify

from app.config import settings
from app.models.values import scopes
from app.oauth.blueprint import bp
from app.oauth.endpoints.metadata import issuer
from app.oauth.operations import RESOURCE, RESOURCE_AT
from app.openapi.operation import describe

# The resources that metadata is asked for: the whole site, and the API by itself.
PATHS = frozenset({"", "api/v1"})


@bp.get("/.well-known/oauth-protected-resource")
@describe(RESOURCE)
def show_resource_metadata() -> Response:
    """The metadata of the whole site."""
    return _metadata_of("")


@bp.get("/.well-known/oauth-protected-resource/<path:resource>")
@describe(RESOURCE_AT)
def show_resource_metadata_at(resource: str) -> Response:
    """The metadata of the resource at this path (section 3.1); 404 where there is none."""
    return _metadata_of(resource) if resource in PATHS else abort(404)


def _metadata_of(path: str) -> Response:
    """``resource`` is what the address was made from: clients compare it (section 3.3)."""
    base = issuer()
    response = jsonify(
        resource=f"{base}/{path}" if path else base,
        authorization_servers=[base],
        scopes_supported=sorted(scopes.SCOPES),
        bearer_methods_supported=["header"],
        resource_name=settings().instance_name,
        resource_documentation=f"{base}/docs",
    )
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
