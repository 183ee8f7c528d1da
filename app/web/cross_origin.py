"""CORS: pages of every origin may call what is for programs, and read the answers.

Nothing here depends on who asks: there is no cookie, so no answer is for one origin only. Pages
are never opened, the authorization endpoint first of all.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response
from flask.globals import request_ctx

from app.web import machine_views

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

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
# What every answer for programs has.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": ANSWER_HEADERS,
    "Cross-Origin-Resource-Policy": "cross-origin",
}
ASKS = "HTTP_ACCESS_CONTROL_REQUEST_METHOD"
MAX_AGE = 7200  # seconds; Chromium keeps no answer for longer
EVERY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


class Preflights:
    """WSGI middleware: answers preflights before anything counts or authenticates them."""

    def __init__(self, app: Flask) -> None:
        self._app, self._wsgi_app = app, app.wsgi_app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a preflight for programs; pass any other request on."""
        if environ["REQUEST_METHOD"] == "OPTIONS" and ASKS in environ:
            with self._app.request_context(environ):
                if response := answer_preflight():
                    return response(environ, start_response)
        return self._wsgi_app(environ, start_response)


def answer_preflight() -> Response | None:
    """204 with the methods of this address; None where it is not for programs."""
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
