"""Errors as the reference tells them: their shape, their words, the headers they carry."""

from flask_babel import lazy_gettext as _

from app.openapi import shapes
from app.openapi.operation import Named

PROBLEM = Named(
    "Problem",
    shapes.some_of(
        {
            "type": shapes.text("Always about:blank: the status says the kind (RFC 9457)."),
            "title": shapes.text("The status in words."),
            "status": shapes.number("The HTTP status."),
            "detail": shapes.text(
                "What is wrong with this request, for the person who reads the log."
            ),
            "error": shapes.text("What programs decide by.", examples=["invalid_request"]),
            "error_description": shapes.text("The same as detail."),
            "message": shapes.text("The same as detail."),
            "request_id": shapes.text("The call's name; quote it when you ask us."),
            "parameter": shapes.text("The parameter or member that cannot be used, if it is one."),
        },
        ("type", "title", "status", "detail", "error", "error_description", "message")
        + ("request_id",),
    ),
)
OAUTH_ERROR = Named(
    "OAuthError",
    shapes.some_of(
        {
            "error": shapes.text("What programs decide by (RFC 6749 section 5.2)."),
            "error_description": shapes.text("What is wrong, for the person who reads the log."),
            "message": shapes.text("The same as error_description."),
            "request_id": shapes.text("The call's name; quote it when you ask us."),
        },
        ("error", "error_description", "message", "request_id"),
    ),
)

WORDS = {
    400: _("A parameter or the body cannot be used; parameter names what it is."),
    401: _("No token, or one that is unknown, too old or ended."),
    403: _("The scope, the team or the person's role does not reach this far."),
    404: _("There is nothing at this address that the token may see."),
    409: _(
        "The Idempotency-Key named another request before, or the same request is still being "
        "worked on: then with Retry-After."
    ),
    412: _("If-Match names another state than the present one. Read again."),
    413: _("The body is too large."),
    415: _("Send application/json."),
    428: _("This installation wants If-Match."),
    429: _("Too many calls. Wait for Retry-After."),
    503: _("Busy. Repeat after Retry-After."),
}
HEADERS = {
    401: ("WWW-Authenticate",),
    403: ("WWW-Authenticate",),
    409: ("Retry-After",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
