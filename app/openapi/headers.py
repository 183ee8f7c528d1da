"""The documented headers of requests and responses."""

from typing import Any

from app.language.texts import lazy_gettext as _
from app.openapi import shapes
from app.openapi.operation import Parameter

# Response headers by name: description and schema.
OF_ANSWERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "Deprecation": (
        _("Since when it is deprecated (RFC 9745), in seconds since 1970 after an @."),
        shapes.such_as("@1795996800"),
    ),
    "ETag": (_("Identifies this version, for If-None-Match and If-Match."), shapes.TEXT),
    "Idempotent-Replayed": (
        _("true when this repeats an earlier response to the same Idempotency-Key."),
        {"const": "true"},
    ),
    "Last-Modified": (_("When it last changed."), shapes.TEXT),
    "Link": (_("The next page, rel=next (RFC 8288)."), shapes.TEXT),
    "Location": (_("The URL of the resource, or the redirect target."), shapes.TEXT),
    "RateLimit": (
        _("What is left of each limit, r requests for t seconds."),
        shapes.such_as('"default";r=50;t=30'),
    ),
    "RateLimit-Policy": (
        _("The limits that count this request, q requests in w seconds."),
        shapes.such_as('"default";q=1200;w=60'),
    ),
    "Retry-After": (_("Seconds to wait before retrying."), shapes.TEXT),
    "Sunset": (_("When it ends (RFC 8594)."), shapes.such_as("Mon, 31 May 2027 00:00:00 GMT")),
    "WWW-Authenticate": (
        _("Why the token was refused, the scope that is needed, and where the metadata is."),
        shapes.TEXT,
    ),
    "X-RateLimit-Limit": (_("Requests allowed in the current window."), shapes.TEXT),
    "X-RateLimit-Remaining": (_("Requests left in the current window."), shapes.TEXT),
    "X-RateLimit-Reset": (_("When the window ends, in seconds since 1970."), shapes.TEXT),
    "X-Request-ID": (_("The ID of the request; quote it when you report a problem."), shapes.TEXT),
}
IDEMPOTENCY_KEY = Parameter(
    "Idempotency-Key",
    "header",
    _("Your ID for this request. A repeat within a day gets the first response again."),
    {"type": "string", "pattern": "^[\\x21-\\x7e]{1,255}$"},
)
IF_MATCH = Parameter(
    "If-Match",
    "header",
    _("The ETag you have read. The request fails with 412 when there is a newer version."),
    shapes.TEXT,
)
IF_NONE_MATCH = Parameter(
    "If-None-Match",
    "header",
    _("The ETag you have. While it is current, the response is 304 without a body."),
    shapes.TEXT,
)
TEAM = Parameter(
    "X-API-ORG",
    "header",
    _("Slug or ID of the team, for a token that covers several."),
    shapes.TEXT,
)
