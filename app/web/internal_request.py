"""Asks one of our own endpoints without leaving the process, for the trial of an app.

The request runs the whole application in a context of its own, on the same thread: no second
worker is needed. The portal may vouch for an app whose secret it does not know, by a key of the
WSGI environment, which no header can set.
"""

import json
from contextvars import Context
from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.config import settings
from app.extensions import db

VOUCHED = "stagedoor.vouched_client"


@dataclass(frozen=True)
class Answer:
    """What was answered: JSON as it came, and printed to be read."""

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
    """The answer of ``path``. The present transaction is given up first: it could hold a lock
    that the other request waits for.
    """
    db.session.rollback()
    builder = EnvironBuilder(
        path,
        settings().public_url,
        method=method,
        data=form,
        headers=[("Authorization", f"Bearer {token}")] if token else None,
        environ_base={"REMOTE_ADDR": request.remote_addr or "", VOUCHED: vouched_client},
    )
    application, environ = current_app.wsgi_app, builder.get_environ()
    # An empty context: this request's session, user and request id stay out of the other one.
    body, status, headers = Context().run(run_wsgi_app, application, environ, buffered=True)
    return _read(b"".join(body), status, headers)


def vouched_client() -> str:
    """The id of the client for which the portal vouches in the present request; "" otherwise."""
    return str(request.environ.get(VOUCHED, ""))


def _read(body: bytes, status: str, headers: Any) -> Answer:
    text = body.decode("utf-8", "replace")
    try:
        parsed = json.loads(text)
        text = json.dumps(parsed, indent=2, ensure_ascii=False)
    except ValueError:
        parsed = None
    return Answer(int(status[:3]), parsed, text, headers.get("X-Request-ID", ""))
