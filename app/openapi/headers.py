"""The headers that answers carry and requests may, each told once."""

from typing import Any

from flask_babel import lazy_gettext as _

from app.openapi import shapes
from app.openapi.operation import Parameter

# Of answers, by name: what it says, and its shape.
OF_ANSWERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "ETag": (_("Names this state, for If-None-Match and If-Match."), shapes.TEXT),
    "Idempotent-Replayed": (
        _("true when this is the answer that the same Idempotency-Key got before."),
        {"const": "true"},
    ),
    "Last-Modified": (_("When it last changed."), shapes.TEXT),
    "Link": (_("The page that follows, rel=next (RFC 8288)."), shapes.TEXT),
    "Location": (_("Its address, or where the browser is sent."), shapes.TEXT),
    "Retry-After": (_("Seconds to wait before the call is repeated."), shapes.TEXT),
    "WWW-Authenticate": (
        _("Why the credentials do not do; with insufficient_scope the scope that would."),
        shapes.TEXT,
    ),
    "X-RateLimit-Limit": (_("Calls that are allowed in the present window."), shapes.TEXT),
    "X-RateLimit-Remaining": (_("Calls that are left in it."), shapes.TEXT),
    "X-RateLimit-Reset": (_("When it ends, in seconds since 1970."), shapes.TEXT),
    "X-Request-ID": (_("The call's name; quote it when you ask us."), shapes.TEXT),
}
IDEMPOTENCY_KEY = Parameter(
    "Idempotency-Key",
    "header",
    _("Your name for this request. Repeated within a day, it gets the first answer again."),
    {"type": "string", "pattern": "^[\\x21-\\x7e]{1,255}$"},
)
IF_MATCH = Parameter(
    "If-Match",
    "header",
    _("The ETag you have read: the call only counts if nothing changed since."),
    shapes.TEXT,
)
IF_NONE_MATCH = Parameter(
    "If-None-Match",
    "header",
    _("The ETag you have: 304 without a body while it is still the present state."),
    shapes.TEXT,
)
TEAM = Parameter(
    "X-API-ORG",
    "header",
    _("Slug or id of the team, for a token that reaches several."),
    shapes.TEXT,
)
