"""Requests to our own endpoints within the process, for trials of an app and of operations.

The request runs the whole application in its own context, on the same thread. The portal vouches
for an app whose secret it does not know by a key of the WSGI environment, which no header can set.
"""

import json
import time
from collections.abc import Mapping
from contextvars import Context
from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.callers.caller_network import ENVIRON_KEY, find_caller
from app.config import settings
from app.extensions import db

VOUCHED = "stagedoor.vouched_client"
NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Answer:
    """The response: its JSON, if it is any, and its formatted text.

    ``headers`` are all but cookies; ``seconds`` is how long it took.
    """

    status: int
    json: Any
    text: str
    request_id: str
    headers: tuple[tuple[str, str], ...] = ()
    media_type: str = ""
    seconds: float = 0.0


def ask(
    method: str,
    path: str,
    *,
    form: Mapping[str, str] | None = None,
    body: str = "",
    headers: Mapping[str, str] = NO_HEADERS,
    token: str | None = None,
    vouched_client: str = "",
) -> Answer:
    """Send the request with ``form`` or ``body``, whose Content-Type is in ``headers``.

    The current transaction is rolled back first: it could hold a lock that the request waits for.
    """
    db.session.rollback()
    sent = dict(headers)
    if token:
        sent["Authorization"] = f"Bearer {token}"
    builder = EnvironBuilder(
        path,
        settings().public_url,
        method=method,
        data=dict(form) if form is not None else body.encode() or None,
        headers=list(sent.items()),
        environ_base={ENVIRON_KEY: find_caller(), VOUCHED: vouched_client},
    )
    application, environ = current_app.wsgi_app, builder.get_environ()
    began = time.perf_counter()
    # An empty context, so that the request has its own session, user and request id.
    parts, status, received = Context().run(run_wsgi_app, application, environ, buffered=True)
    return _read(b"".join(parts), status, received, time.perf_counter() - began)


def vouched_client() -> str:
    """The id of the client that the portal vouches for in the current request, or ""."""
    # Without the proxy, whose cost is noticeable here.
    environ = request._get_current_object().environ  # type: ignore[attr-defined]
    return str(environ.get(VOUCHED, ""))


def is_internal() -> bool:
    """Whether the current request is such a trial."""
    return VOUCHED in request.environ


def _read(body: bytes, status: str, headers: Any, seconds: float) -> Answer:
    text = body.decode("utf-8", "replace")
    try:
        parsed = json.loads(text)
        text = json.dumps(parsed, indent=2, ensure_ascii=False)
    except ValueError:
        parsed = None
    return Answer(
        int(status[:3]),
        parsed,
        text,
        headers.get("X-Request-ID", ""),
        tuple((name, value) for name, value in headers.items() if name != "Set-Cookie"),
        headers.get("Content-Type", "").partition(";")[0],
        seconds,
    )
