"""Security headers of every answer, and the strict Content-Security-Policy."""

from flask import Flask, Response, g, request

from app.config import settings

POLICY = (
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
)


def register(app: Flask) -> None:
    """Add the headers to every answer."""
    app.after_request(add_headers)


def admit_form_target(source: str) -> None:
    """Let this page's forms end, by redirect, at ``source`` (a CSP source expression).

    Chromium applies ``form-action`` to the redirect that answers a form as well: without this
    the consent page could not send anybody back to the app.
    """
    g.form_target = source


def admit_own_frames() -> None:
    """Let our own pages, and no others, show this one in a frame; it must offer no act."""
    g.is_framed = True


def add_headers(response: Response) -> Response:
    """Set what is missing; a view may have set a stricter value."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "SAMEORIGIN" if g.get("is_framed") else "DENY")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
    if settings().is_https:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    if response.status_code == 204:
        headers.pop("Content-Type", None)  # of nothing
    if response.status_code < 400:
        headers.pop("Retry-After", None)  # Flask-Limiter says it on every answer
    return response


def _policy() -> str:
    targets = " ".join(filter(None, ("'self'", g.get("form_target"))))
    frames = "'self'" if g.get("is_framed") else "'none'"
    return "; ".join((*POLICY, f"frame-ancestors {frames}", f"form-action {targets}"))
