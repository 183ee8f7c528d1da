"""Conditional requests (RFC 9110 section 13) and the caching headers of responses."""

import hashlib
from datetime import UTC, datetime
from functools import lru_cache

from flask import Response, request
from werkzeug.http import http_date, parse_etags
from werkzeug.sansio.http import is_resource_modified

from app.api.bearer.errors import refuse

# In the environment, where to look is quicker than in the headers.
PRECONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


def tag_of(content: bytes, *, weak: bool = False) -> str:
    """The entity tag of ``content``."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return f"W/{tag}" if weak else tag


def is_known(etag: str, modified_at: int | None = None) -> bool:
    """Whether the caller already has the state of ``etag``, or else of ``modified_at``.

    Aborts with 412 when If-Match names another state (RFC 9110 section 13.1.1).
    """
    # Without the proxy, whose cost is noticeable here.
    environ = request._get_current_object().environ  # type: ignore[attr-defined]
    if environ.keys().isdisjoint(PRECONDITIONS):
        return False
    if "HTTP_IF_MATCH" in environ:
        _check_match(etag, environ["HTTP_IF_MATCH"])
    modified = None if modified_at is None else datetime.fromtimestamp(modified_at, UTC)
    return not is_resource_modified(
        http_if_none_match=environ.get("HTTP_IF_NONE_MATCH"),
        http_if_modified_since=environ.get("HTTP_IF_MODIFIED_SINCE"),
        etag=etag,
        last_modified=modified,
    )


def answer(
    body: bytes | None, etag: str, modified_at: int | None = None, *, following: str | None = None
) -> Response:
    """``body`` as JSON, or 304 for None, with the headers that both carry.

    ``following`` is the address of the next page (RFC 8288).
    """
    headers = [
        ("Content-Type", "application/json"),
        ("ETag", etag),
        ("Vary", "Accept, Authorization"),
        ("Cache-Control", "private, no-cache"),
    ]
    if following is not None:
        headers.append(("Link", f'<{following}>; rel="next"'))
    if body is None:
        response = Response(None, 304, headers)
        response.headers.remove("Content-Type")  # without one, Flask sets its own
        return response
    if modified_at is not None:
        headers.append(("Last-Modified", last_modified(modified_at)))
    return Response(body, 200, headers)


@lru_cache(maxsize=1024)
def last_modified(at: int) -> str:
    """The epoch second as the header has it."""
    return http_date(at)


def _check_match(etag: str, sent: str) -> None:
    # Strong comparison: a weak tag never matches.
    etags = parse_etags(sent)
    if etags and not (etags.star_tag or etags.is_strong(etag.strip('"'))):
        refuse(412, "precondition_failed", "If-Match does not match the current state.")
