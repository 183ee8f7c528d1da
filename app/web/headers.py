"""Security headers of every response, with a strict Content-Security-Policy."""

from flask import Flask, Response, g, request

from app.config import settings
from app.web.connect_chain import chain_pages

POLICY = ("default-src 'self'", "img-src 'self' data:", "object-src 'none'", "base-uri 'none'")
# For pages that any site may show in a frame: neither scripts nor forms.
FRAME_POLICY = (
    *("default-src 'none'", "style-src 'self'", "img-src 'self' data:", "base-uri 'none'"),
    *("form-action 'none'", "frame-ancestors *"),
)


def register(app: Flask) -> None:
    """Add the headers to every response."""
    app.after_request(add_headers)


def admit_own_frames() -> None:
    """Allow our own pages to show this one in a frame. It must have no forms."""
    g.is_framed = True


def admit_every_frame(response: Response) -> Response:
    """``response``, a page without forms and scripts, for frames on any site."""
    g.is_for_every_frame = True
    response.headers["Content-Security-Policy"] = "; ".join(FRAME_POLICY)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def add_headers(response: Response) -> Response:
    """Set the headers that the view has not set."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    if not g.get("is_for_every_frame"):
        headers.setdefault("X-Frame-Options", "SAMEORIGIN" if g.get("is_framed") else "DENY")
    headers.setdefault("Referrer-Policy", "same-origin")
    if not chain_pages.is_page(request.path):
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
    if settings().is_https:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    if response.status_code == 204:
        headers.pop("Content-Type", None)  # there is no content
    return response


def _policy() -> str:
    frames = "'self'" if g.get("is_framed") else "'none'"
    sources = (*POLICY, f"frame-ancestors {frames}")
    if chain_pages.is_page(request.path):
        # Chromium applies form-action to every redirect that follows a form, the app's own included
        # (docs/decisions/0032-headers-of-the-connect-chain.md).
        return "; ".join(sources)
    return "; ".join((*sources, "form-action 'self'"))
