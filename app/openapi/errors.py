"""The errors of the API as documented: their schemas, descriptions and headers."""

from app.language.texts import lazy_gettext as _
from app.openapi import shapes
from app.openapi.operation import Named

REQUEST_ID = "The ID of the request; quote it when you report a problem."
ERROR_URI = "The section of the documentation about this error."
PROBLEM = Named(
    "Problem",
    shapes.some_of(
        {
            "type": shapes.text("Always about:blank: the status says the kind (RFC 9457)."),
            "title": shapes.text("The status phrase."),
            "status": shapes.number("The HTTP status."),
            "detail": shapes.text("What is wrong with this request, for developers."),
            "error": shapes.text("The error code, for programs.", examples=["invalid_request"]),
            "error_description": shapes.text("The same as detail."),
            "message": shapes.text("The same as detail."),
            "error_uri": shapes.text(ERROR_URI, format="uri"),
            "request_id": shapes.text(REQUEST_ID),
            "parameter": shapes.text("The invalid parameter or member, if it is one."),
        },
        ("type", "title", "status", "detail", "error", "error_description", "message")
        + ("error_uri", "request_id"),
    ),
)
OAUTH_ERROR = Named(
    "OAuthError",
    shapes.some_of(
        {
            "error": shapes.text("The error code, for programs (RFC 6749 section 5.2)."),
            "error_description": shapes.text("What is wrong, for developers."),
            "message": shapes.text("The same as error_description."),
            "error_uri": shapes.text(ERROR_URI, format="uri"),
            "request_id": shapes.text(REQUEST_ID),
        },
        ("error", "error_description", "message", "error_uri", "request_id"),
    ),
)

DESCRIPTIONS = {
    400: _("A parameter or the body is invalid; parameter says which."),
    401: _("The token is missing, unknown, expired or revoked."),
    403: _("The scope, the team or the user's role does not permit this."),
    404: _("Not found, or not visible to this token."),
    409: _(
        "The Idempotency-Key was used for another request, or the same request is still in "
        "progress; then with Retry-After."
    ),
    412: _("If-Match does not match the current version. Read it again."),
    413: _("The body is too large."),
    415: _("Send application/json."),
    422: _("A member of the body has a value that does not work; parameter says which."),
    428: _("This installation requires If-Match."),
    429: _("Too many requests. Wait for Retry-After."),
    503: _("Temporarily unavailable. Retry after Retry-After."),
}
HEADERS: dict[int, tuple[str, ...]] = dict.fromkeys((401, 403), ("WWW-Authenticate",))
HEADERS |= dict.fromkeys((409, 503), ("Retry-After",))
HEADERS[429] = ("Retry-After", "RateLimit", "RateLimit-Policy")
