"""Requests to our own endpoints within the process, for trials of an app.

The request runs the whole application in its own context, on the same thread. The portal vouches
for an app whose secret it does not know by a key of the WSGI environment, which no header can set.
"""

import json
from contextvars import Context
from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.callers.caller_network import ENVIRON_KEY, find_caller
from app.config import settings
from app.extensions import db

VOUCHED = "stagedoor.vouched_client"


@dataclass(frozen=True)
class Answer:
    """The response: its JSON, if it is any, and its formatted text."""

    status: int
    json: Any
    text: str
    request_id: str


def ask(
    method: str,
    path: str,
    *,
    form: dict[str, str] | None = None,
    token: str | None = None,
    vouched_client: str = "",
) -> Answer:
    """Send the request. The current transaction is rolled back first: it could hold a lock that
    the request waits for.
    """
    db.session.rollback()
    builder = EnvironBuilder(
        path,
        settings().public_url,
        method=method,
        data=form,
        headers=[("Authorization", f"Bearer {token}")] if token else None,
        environ_base={ENVIRON_KEY: find_caller(), VOUCHED: vouched_client},
    )
    application, environ = current_app.wsgi_app, builder.get_environ()
    # An empty context, so that the request has its own session, user and request id.
    body, status, headers = Context().run(run_wsgi_app, application, environ, buffered=True)
    return _read(b"".join(body), status, headers)


def vouched_client() -> str:
    """The id of the client that the portal vouches for in the current request, or ""."""
    return str(request.environ.get(VOUCHED, ""))


def _read(body: bytes, status: str, headers: Any) -> Answer:
    text = body.decode("utf-8", "replace")
    try:
        parsed = json.loads(text)
        text = json.dumps(parsed, indent=2, ensure_ascii=False)
    except ValueError:
        parsed = None
    return Answer(int(status[:3]), parsed, text, headers.get("X-Request-ID", ""))
