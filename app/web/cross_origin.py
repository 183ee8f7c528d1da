"""CORS: pages of every origin may call what is for programs, and read the answers.

Nothing here depends on who asks: there is no cookie, so no answer is for one origin only. Pages
are never opened, the authorization endpoint first of all.
"""

from flask import Flask, Response, request
from flask.globals import request_ctx

from app.web import machine_views

# The asterisk stands for all others but Authorization (Fetch standard, "CORS-preflight fetch").
REQUEST_HEADERS = ", ".join(
    """Authorization Content-Type Accept DPoP Idempotency-Key If-Match If-None-Match
    If-Modified-Since If-Unmodified-Since Last-Event-ID X-API-ORG X-Request-ID *""".split()
)
ANSWER_HEADERS = ", ".join(
    """WWW-Authenticate DPoP-Nonce ETag Last-Modified Link Location Allow Retry-After RateLimit
    RateLimit-Policy X-RateLimit-Limit X-RateLimit-Remaining X-RateLimit-Reset X-Request-ID
    Idempotent-Replayed Content-Disposition Date Deprecation Sunset""".split()
)
MAX_AGE = 7200  # seconds; Chromium keeps no answer for longer
EVERY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def register(app: Flask) -> None:
    """Answer preflights before anything counts or authenticates them, and open the answers."""
    app.before_request(answer_preflight)
    app.after_request(open_answer)


def answer_preflight() -> Response | None:
    """204 with the methods of this address; None for anything but a preflight for programs."""
    if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
        return None
    # Without an adapter the Host header is not ours, which is an error like any other.
    if request_ctx.url_adapter is None or not machine_views.is_requested():
        return None
    # Where there is nothing, a page is to read the 404, whatever its method.
    methods = ", ".join(sorted(request_ctx.url_adapter.allowed_methods()) or EVERY_METHOD)
    response = Response(status=204)
    response.headers["Allow"] = methods
    response.headers["Access-Control-Allow-Methods"] = methods
    response.headers["Access-Control-Allow-Headers"] = REQUEST_HEADERS
    response.headers["Access-Control-Max-Age"] = str(MAX_AGE)
    return response


def open_answer(response: Response) -> Response:
    """Let pages of every origin read the answer, if it is for programs."""
    if machine_views.is_requested():
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = ANSWER_HEADERS
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
    return response
