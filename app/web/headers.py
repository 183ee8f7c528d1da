"""Security headers of every answer, with a strict Content-Security-Policy.

They are ready lists: an answer gets those of its list that its view has not set.
"""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

from app.config import settings
from app.web import cross_origin
from app.web.connect_chain import chain_pages
from app.web.errors import is_below_machine_paths

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KIND = "stagedoor.headers"  # in the WSGI environment, for a page that has a list of its own
OWN_FRAME, EVERY_FRAME = "own frame", "every frame"
POLICY = ("default-src 'self'", "img-src 'self' data:", "object-src 'none'", "base-uri 'none'")
# For pages that any site may show in a frame: neither scripts nor forms.
FRAME_POLICY = (
    *("default-src 'none'", "style-src 'self'", "img-src 'self' data:", "base-uri 'none'"),
    *("form-action 'none'", "frame-ancestors *"),
)
PAGE_POLICY = (*POLICY, "frame-ancestors 'none'", "form-action 'self'")
PAGE = {
    "Content-Security-Policy": "; ".join(PAGE_POLICY),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cache-Control": "no-store",
}
# Chromium applies form-action to every redirect that follows a form, the app's own included
# (docs/decisions/0032-headers-of-the-connect-chain.md).
CHAIN_PAGE = PAGE | {"Content-Security-Policy": "; ".join(PAGE_POLICY[:-1])}
del CHAIN_PAGE["Cross-Origin-Opener-Policy"]
OWN_FRAME_POLICY = (*POLICY, "frame-ancestors 'self'", "form-action 'self'")
IN_OWN_FRAME = PAGE | {
    "Content-Security-Policy": "; ".join(OWN_FRAME_POLICY),
    "X-Frame-Options": "SAMEORIGIN",
}
IN_EVERY_FRAME = PAGE | {
    "Content-Security-Policy": "; ".join(FRAME_POLICY),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
del IN_EVERY_FRAME["X-Frame-Options"]

Headers = list[tuple[str, str]]


def admit_own_frames() -> None:
    """Allow our own pages to show this one in a frame. It must have no forms."""
    request.environ[KIND] = OWN_FRAME


def admit_every_frame(response: Response) -> Response:
    """``response``, a page without forms and scripts, for frames on any site."""
    request.environ[KIND] = EVERY_FRAME
    return response


class AnswerHeaders:
    """WSGI middleware: completes the headers of what ``wsgi_app`` answers for ``app``."""

    def __init__(self, wsgi_app: "WSGIApplication", app: Flask) -> None:
        self._wsgi_app, self._views = wsgi_app, app.view_functions
        self._public_url = settings(app).public_url
        https = {"Strict-Transport-Security": "max-age=31536000"} if settings(app).is_https else {}
        self._page, self._chain_page = _ready(PAGE | https), _ready(CHAIN_PAGE | https)
        self._program = _ready(PAGE | https | cross_origin.OPEN)
        self._own_kinds = {
            OWN_FRAME: _ready(IN_OWN_FRAME | https),
            EVERY_FRAME: _ready(IN_EVERY_FRAME | https),
        }

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass the request on."""
        return self._wsgi_app(environ, partial(self._start, environ, start_response))

    def _start(
        self,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
        status: str,
        headers: Headers,
        *error: Any,
    ) -> Any:
        present = {name.lower() for name, _value in headers}
        for name, header in self._list_for(environ, headers):
            if name not in present:
                headers.append(header)
        if status.startswith("204"):  # there is no content
            headers[:] = [header for header in headers if header[0].lower() != "content-type"]
        return start_response(status, headers, *error)

    def _list_for(
        self, environ: "WSGIEnvironment", headers: Headers
    ) -> Iterable[tuple[str, tuple[str, str]]]:
        if KIND in environ:
            return self._own_kinds[environ[KIND]]
        current = environ.get("werkzeug.request")
        rule = current.url_rule if current is not None else None
        view = self._views[rule.endpoint] if rule is not None else None
        deprecation = getattr(view, "deprecation", None)
        if deprecation is not None:
            headers += deprecation.headers(self._public_url)
        path = current.path if current is not None else environ.get("PATH_INFO", "")
        if getattr(view, "is_for_programs", False) or is_below_machine_paths(path):
            return self._program
        return self._chain_page if chain_pages.is_page(path) else self._page


def _ready(headers: dict[str, str]) -> list[tuple[str, tuple[str, str]]]:
    """Each header by its name in lower case."""
    return [(name.lower(), (name, value)) for name, value in headers.items()]
