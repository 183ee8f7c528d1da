"""Errors as a page for people and as JSON for programs; which of the two, the path decides.

A blueprint's own handlers never see a routing 404, hence one place for the whole app.
"""

import time
from datetime import timedelta

import structlog
from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_timedelta
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, TimeoutError
from werkzeug.exceptions import Forbidden, HTTPException, SecurityError

from app.extensions import limiter, login_manager
from app.web import problems
from app.web.problems import Problem

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

MIN_KEPT = 20  # characters; a shorter text is typed again as fast as it is copied
NOT_SHOWN_AGAIN = ("password", "secret", "token", "next", "request")


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
    response = _answer_error(error, error.code)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    if isinstance(error, RateLimitExceeded):
        response.headers.setdefault("Retry-After", str(_seconds_left(error)))
    return response


def answer_busy_database(error: Exception) -> ResponseReturnValue:
    """The database cannot take the request now: 503, and try again."""
    log.error("database unavailable", error=type(error).__name__, cause=str(error.__cause__))
    response = answer_as(503)
    response.headers["Retry-After"] = "2"
    return response


def answer_deep_nesting(_error: RecursionError) -> ResponseReturnValue:
    """A body nested deeper than any parser should follow."""
    return answer_as(400)


def answer_surprise(error: Exception) -> ResponseReturnValue:
    """A fault of ours: the log gets the cause, the caller only the request's id."""
    log.exception("unhandled error", error=type(error).__name__)
    return answer_as(500)


def answer_as(status: int) -> Response:
    """The answer for ``status`` in the shape the caller expects."""
    return _answer(status, problems.find(status))


def problem(status: int, code: str, description: str, **members: object) -> Response:
    """An error for programs (RFC 9457), with the names that OAuth and older clients look for.

    ``description`` is printable ASCII without quotes.
    """
    response = jsonify(
        type="about:blank",
        title=problems.find(status).name,
        status=status,
        detail=description,
        error=code,
        error_description=description,
        message=description,
        request_id=g.get("request_id"),
        **members,
    )
    response.status_code = status
    if request.path.startswith("/api/"):  # OAuth clients expect application/json (RFC 6749)
        response.mimetype = "application/problem+json"
    return response


def _answer_error(error: HTTPException, status: int) -> Response:
    if isinstance(error, CSRFError):
        return _answer(status, problems.EXPIRED_FORM, typed=_typed_text(), again=_same_page())
    if isinstance(error, RateLimitExceeded):
        wait = format_timedelta(timedelta(seconds=_seconds_left(error)), threshold=2)
        return _answer(status, problems.find(status), advice=_("Try again in %(time)s.", time=wait))
    if isinstance(error, Forbidden) and error.description != Forbidden.description:
        return _answer(status, problems.find(status), advice=error.description)  # who can
    return answer_as(status)


def _answer(status: int, words: Problem, **details: object) -> Response:
    if is_for_programs():
        return problem(status, words.code, words.description)
    if isinstance(request.routing_exception, SecurityError):
        # The Host header is none of ours: no address can be made, so no page with links either.
        return Response(f"{words.name}\n", status, content_type="text/plain; charset=utf-8")
    return make_response(_show(status, words, **details), status)


def _show(status: int, words: Problem, **details: object) -> str:
    # Flask-Login would ask the database who is signed in, and the database may be what failed.
    if status >= 500 or "_login_user" not in g:
        g._login_user = login_manager.anonymous_user()
    request_id = g.get("request_id") if status >= 500 else None
    texts = {"title": words.title, "advice": words.advice, **details}
    return render_template("errors/error.html", request_id=request_id, **texts)


def _typed_text() -> list[tuple[str, str]]:
    """What the person wrote into an expired form, to copy; nothing of what another site sent."""
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return []
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if len(value) >= MIN_KEPT
        and not value.startswith("sd_")  # our own credentials
        and not any(word in name for word in NOT_SHOWN_AGAIN)
    ][:20]


def _same_page() -> str | None:
    """The address of the page that the form stood on; None where it has none of its own."""
    adapter = current_app.create_url_adapter(request)
    if adapter is None or not adapter.test(request.path, "GET"):
        return None
    return f"/{request.full_path.lstrip('/')}".removesuffix("?")


def _seconds_left(error: RateLimitExceeded) -> int:
    limit = limiter.current_limit
    return max(1, int(limit.reset_at - time.time())) if limit else error.limit.limit.get_expiry()
