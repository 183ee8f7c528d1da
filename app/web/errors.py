"""Errors, as a page for people or as JSON for programs, by the path of the request.

Handlers of a blueprint never see a routing 404, so all handlers are here.
"""

from datetime import timedelta

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import Forbidden, HTTPException, SecurityError, TooManyRequests

from app.callers import request_id
from app.callers.guesses import TooManyGuesses
from app.cap import BusyError
from app.database import outages
from app.database.stored_text import UnstorableTextError
from app.extensions import db, login_manager
from app.language.formats import format_timedelta
from app.language.texts import gettext as _
from app.models.credentials.signing_keys.signing_key import UnreadableKeyError
from app.web import local_path, problems, typed_text
from app.web.problems import Problem

log = structlog.get_logger("stagedoor")

OAUTH_ENDPOINTS = """token revoke introspect register userinfo jwks.json receipt-keys.json
    device_authorization par
    grants""".split()
MACHINE_PATHS = (
    *("/api/", "/v2/", "/.well-known/", "/feeds/", "/openapi.json", "/credentials/"),
    *(f"/oauth/{endpoint}" for endpoint in OAUTH_ENDPOINTS),
)
HEALTH_PATHS = ("/healthz", "/readyz", "/metrics")


def register(app: Flask) -> None:
    """Handle every error, expected or not."""
    app.register_error_handler(HTTPException, answer_http_error)
    for kind in outages.ERRORS:
        app.register_error_handler(kind, answer_database_error)
    app.register_error_handler(BusyError, answer_busy)
    app.register_error_handler(UnreadableKeyError, answer_unreadable_key)
    app.register_error_handler(UnstorableTextError, answer_unstorable_text)
    app.register_error_handler(DataError, answer_unstorable_text)
    app.register_error_handler(RecursionError, answer_deep_nesting)
    app.register_error_handler(Exception, answer_surprise)


def is_for_programs(path: str | None = None) -> bool:
    """Whether ``path``, by default that of the current request, expects JSON and no page."""
    path = request.path if path is None else path
    return is_below_machine_paths(path) or path in HEALTH_PATHS


def is_below_machine_paths(path: str) -> bool:
    """Whether everything at ``path`` is for programs."""
    return ("/" + path.lstrip("/")).startswith(MACHINE_PATHS)


def answer_http_error(error: HTTPException) -> ResponseReturnValue:
    """The response to an HTTP error; redirects and ready responses stay unchanged."""
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    response = _answer_error(error, error.code)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    if isinstance(error, TooManyRequests):
        response.headers.setdefault("Retry-After", str(_seconds_left(error)))
    return response


def answer_busy_database(error: Exception) -> ResponseReturnValue:
    """503 when the database is unavailable; the client may retry."""
    log.error("database unavailable", error=type(error).__name__, cause=str(error.__cause__))
    response = answer_as(503)
    response.headers["Retry-After"] = "2"
    return response


def answer_database_error(error: Exception) -> ResponseReturnValue:
    """503 for what passes; 500 for what our statements have done."""
    return answer_busy_database(error) if outages.is_outage(error) else answer_surprise(error)


def answer_busy(_error: BusyError) -> ResponseReturnValue:
    """503 when work of a kind fills the part of the process that it may have."""
    response = answer_as(503)
    response.headers["Retry-After"] = str(BusyError.RETRY_SECONDS)
    return response


def answer_unreadable_key(error: UnreadableKeyError) -> ResponseReturnValue:
    """503 when no token can be signed; the log says what the operator does about it."""
    db.session.rollback()
    log.error("signing key unreadable: SECRET_KEY changed; run stagedoor check", kid=str(error))
    return answer_as(503)


def answer_unstorable_text(error: Exception) -> ResponseReturnValue:
    """400 for a value that no column takes and that its view has not refused by name."""
    db.session.rollback()
    log.error("value not stored", error=type(error).__name__)
    return answer_as(400)


def answer_deep_nesting(_error: RecursionError) -> ResponseReturnValue:
    """400 for a body that is nested too deep to parse."""
    return answer_as(400)


def answer_surprise(error: Exception) -> ResponseReturnValue:
    """500 for a bug: the log gets the cause, the caller the request id."""
    log.exception("unhandled error", error=type(error).__name__)
    return answer_as(500)


def answer_as(status: int) -> Response:
    """The response for ``status``, as JSON or as a page."""
    return _answer(status, problems.find(status))


def answer_expired_form(again: str | None) -> Response:
    """The response to a form whose token does not fit, which leads to the page ``again``."""
    typed = typed_text.labelled(request.form)
    return _answer(400, problems.EXPIRED_FORM, typed=typed, again=again)


def problem(status: int, code: str, description: str, **members: object) -> Response:
    """An error for programs (RFC 9457), with the members that OAuth and older clients expect.

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
        error_uri=problems.error_uri(code),
        request_id=request_id.current(),
        **members,
    )
    response.status_code = status
    if request.path.startswith("/api/"):  # OAuth clients expect application/json (RFC 6749)
        response.mimetype = "application/problem+json"
    return response


def _answer_error(error: HTTPException, status: int) -> Response:
    if isinstance(error, CSRFError):
        return answer_expired_form(local_path.page_again())
    if isinstance(error, TooManyRequests):
        wait = format_timedelta(timedelta(seconds=_seconds_left(error)), threshold=2)
        advice = _("Try again in %(time)s.", time=wait)
        # A mailed link works during a pause, too.
        is_guess = isinstance(error, TooManyGuesses)
        forgot = is_guess and url_for("portal.ask_reset", next=local_path.wanted())
        return _answer(status, problems.find(status), advice=advice, forgot=forgot)
    if isinstance(error, Forbidden) and error.description != Forbidden.description:
        return _answer(status, problems.find(status), advice=error.description)
    return answer_as(status)


def _answer(status: int, entry: Problem, **details: object) -> Response:
    if is_for_programs():
        return problem(status, entry.code, str(entry.description))
    if isinstance(request.routing_exception, SecurityError):
        # With an unknown Host header no URL can be built, so there is no page with links.
        return Response(f"{entry.name}\n", status, content_type="text/plain; charset=utf-8")
    return make_response(_show(status, entry, **details), status)


def _show(status: int, entry: Problem, **details: object) -> str:
    # Flask-Login would query the database, which may be what failed.
    if status >= 500 or "_login_user" not in g:
        g._login_user = login_manager.anonymous_user()
    shown_id = request_id.current() if status >= 500 else None
    texts = {"title": entry.title, "advice": entry.advice, **details}
    return render_template("errors/error.html", request_id=shown_id, **texts)


def _seconds_left(error: TooManyRequests) -> int:
    if isinstance(error.retry_after, int):
        return error.retry_after
    return 60
