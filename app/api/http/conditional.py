"""Conditional requests (RFC 9110 section 13) and the caching headers of responses."""

import hashlib
from datetime import UTC, datetime

from flask import Response, request
from werkzeug.http import parse_etags
from werkzeug.sansio.http import is_resource_modified

from app.api.bearer.errors import refuse


def tag_of(content: bytes, *, weak: bool = False) -> str:
    """The entity tag of ``content``."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return f"W/{tag}" if weak else tag


def is_known(etag: str, modified_at: int | None = None) -> bool:
    """Whether the caller already has the state of ``etag``, or else of ``modified_at``.

    Aborts with 412 when If-Match names another state (RFC 9110 section 13.1.1).
    """
    _check_match(etag)
    modified = None if modified_at is None else datetime.fromtimestamp(modified_at, UTC)
    return not is_resource_modified(
        http_if_none_match=request.headers.get("If-None-Match"),
        http_if_modified_since=request.headers.get("If-Modified-Since"),
        etag=etag,
        last_modified=modified,
    )


def answer(body: bytes | None, etag: str, modified_at: int | None = None) -> Response:
    """``body`` as JSON, or 304 for None, with the headers that both carry."""
    response = Response(body, status=304 if body is None else 200, mimetype="application/json")
    response.headers["ETag"] = etag
    response.headers["Vary"] = "Accept, Authorization"
    response.headers["Cache-Control"] = "private, no-cache"
    if modified_at is not None:
        response.last_modified = datetime.fromtimestamp(modified_at, UTC)
    return response


def _check_match(etag: str) -> None:
    # Strong comparison: a weak tag never matches.
    etags = parse_etags(request.headers.get("If-Match"))
    if etags and not (etags.star_tag or etags.is_strong(etag.strip('"'))):
        refuse(412, "precondition_failed", "If-Match does not match the current state.")
