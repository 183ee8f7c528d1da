"""Errors as a page for people and as JSON for programs; which of the two, the path decides.

A blueprint's own handlers never see a routing 404, hence one place for the whole app.
"""

import structlog
from flask import Flask, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, TimeoutError
from werkzeug.exceptions import HTTPException

log = structlog.get_logger("stagedoor")

MACHINE_PATHS = ("/api/", "/v2/", "/.well-known/", "/feeds/", "/openapi.json")
MACHINE_OAUTH_PATHS = (
    "/oauth/token",
    "/oauth/revoke",
    "/oauth/introspect",
    "/oauth/register",
    "/oauth/userinfo",
    "/oauth/jwks.json",
    "/oauth/device_authorization",
)
HEALTH_PATHS = ("/healthz", "/readyz", "/metrics")

CODES = {
    400: "invalid_request",
    401: "unauthorized",
    403: "access_denied",
    404: "not_found",
    405: "method_not_allowed",
    413: "content_too_large",
    415: "unsupported_media_type",
    429: "rate_limited",
    503: "temporarily_unavailable",
}


def register(app: Flask) -> None:
    """Answer every failure, expected or not."""
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(OperationalError, answer_busy_database)
    app.register_error_handler(TimeoutError, answer_busy_database)
    app.register_error_handler(RecursionError, answer_deep_nesting)
    app.register_error_handler(Exception, answer_surprise)


def is_for_programs() -> bool:
    """Whether the present request expects JSON rather than a page."""
    path = "/" + request.path.lstrip("/")
    return path.startswith((*MACHINE_PATHS, *MACHINE_OAUTH_PATHS, *HEALTH_PATHS))


def answer_http_error(error: HTTPException) -> ResponseReturnValue:
    """Any HTTP error: a redirect or a ready-made response passes through unchanged."""
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    response = make_response(_body(error), error.code)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    if isinstance(error, RateLimitExceeded):
        response.headers.setdefault("Retry-After", str(error.limit.limit.get_expiry()))
    return response


def answer_busy_database(error: Exception) -> ResponseReturnValue:
    """The database cannot take the request now: 503, and try again."""
    log.error("database unavailable", error=type(error).__name__, cause=str(error.__cause__))
    response = make_response(answer_as(503))
    response.headers["Retry-After"] = "2"
    return response


def answer_deep_nesting(_error: RecursionError) -> ResponseReturnValue:
    """A body nested deeper than any parser should follow."""
    return answer_as(400)


def answer_surprise(error: Exception) -> ResponseReturnValue:
    """A fault of ours: the log gets the cause, the caller only the request's id."""
    log.exception("unhandled error", error=type(error).__name__)
    return answer_as(500)


def answer_as(status: int) -> ResponseReturnValue:
    """The answer for ``status`` in the shape the caller expects."""
    return _render(status, CODES.get(status, "server_error"), *_words(status)), status


def _body(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if isinstance(error, CSRFError):
        return _render(status, "invalid_request", *_expired_form())
    return _render(status, CODES.get(status, "invalid_request"), *_words(status))


def _render(status: int, code: str, title: str, advice: str) -> ResponseReturnValue:
    if not is_for_programs():
        return render_template("errors/error.html", title=title, advice=advice, status=status)
    description = ERROR_DESCRIPTIONS.get(status, "The request could not be answered.")
    return jsonify(
        type="about:blank",
        title=ERROR_TITLES.get(status, "Error"),
        status=status,
        detail=description,
        error=code,
        error_description=description,
        message=description,
        request_id=g.get("request_id"),
    )


# Programs get fixed English: error_description may hold only plain ASCII (RFC 6749 section 5.2).
ERROR_TITLES = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    413: "Content too large",
    415: "Unsupported media type",
    429: "Too many requests",
    500: "Server error",
    503: "Temporarily unavailable",
}
ERROR_DESCRIPTIONS = {
    400: "The request could not be understood.",
    401: "Authentication is required.",
    403: "This is not allowed.",
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    413: "The body is larger than this address takes.",
    415: "This address does not take that content type.",
    429: "Too many requests. Wait for the time in Retry-After.",
    500: "Something failed on our side. Report the request id.",
    503: "The service is busy. Try again in a moment.",
}


def _words(status: int) -> tuple[str, str]:
    words = {
        400: (_("This request cannot be understood"), _("Go back and try again.")),
        403: (_("This is not yours to see"), _("Ask an owner of the team for access.")),
        404: (_("There is nothing here"), _("The page may have moved, or it never existed.")),
        405: (_("This page cannot do that"), _("Go back and try again.")),
        413: (_("That was too much at once"), _("Send a smaller file or a shorter text.")),
        429: (_("That was too often"), _("Wait a little, then try again.")),
        503: (_("We are busy"), _("Try again in a moment.")),
    }
    fallback = (_("Something went wrong on our side"), _("Try again, or report the number below."))
    return words.get(status, fallback if status >= 500 else words[400])


def _expired_form() -> tuple[str, str]:
    return (
        _("This page was open too long"),
        _("Go back, reload the page and send it again."),
    )
