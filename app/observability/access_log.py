"""Each request's id and its line in the log, around the application: no hook, and no context."""

import logging
import re
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson

from app.callers import request_id
from app.callers.caller_network import caller_in
from app.models.audit import origin
from app.models.audit.origin import Origin
from app.models.values import plain_text, secret
from app.observability import redaction

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STARTED = "stagedoor.started"  # by the monotonic clock
# What a caller may choose as the id of a request. It is logged beside ours, never instead of it.
CALLER_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
HEALTH = frozenset({"/healthz", "/readyz"})
MINUTE = 60.0
LINES = 10  # of health checks with one answer in a minute; a proxy looks every second


class AccessLog:
    """WSGI middleware: gives a request its id and its origin, and writes a line when it answers."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app
        # Of each path: the last status, when its minute began, and how many lines it has.
        self._health: dict[str, tuple[int, float, int]] = {}

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass the request on; its acts are of this origin until it is answered."""
        environ[request_id.KEY] = secret.public_id("req_")
        environ[STARTED] = time.monotonic()
        origin.begin_with(partial(read_origin, environ))
        try:
            return self._app(environ, partial(self._start, environ, start_response))
        finally:
            origin.end()

    def _start(
        self,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
        status: str,
        headers: list[tuple[str, str]],
        *error: Any,
    ) -> Any:
        headers.append(("X-Request-ID", environ[request_id.KEY]))
        level = logging.root.level
        if level <= logging.INFO:
            code, path = int(status[:3]), environ.get("PATH_INFO", "")
            if path not in HEALTH or level <= logging.DEBUG or self._is_news(path, code):
                _write_line(environ, code)
        return start_response(status, headers, *error)

    def _is_news(self, path: str, status: int) -> bool:
        """Whether a health check is worth a line: proxies look every second."""
        now = time.monotonic()
        last_status, began_at, lines = self._health.get(path, (0, 0.0, 0))
        if status != last_status or now - began_at >= MINUTE:
            began_at, lines = now, 0
        self._health[path] = status, began_at, lines + 1
        return lines < LINES


def read_origin(environ: "WSGIEnvironment") -> Origin:
    """Where the request comes from."""
    agent = plain_text.printable(environ.get("HTTP_USER_AGENT", ""), origin.MAX_AGENT)
    return Origin(caller_in(environ).network, agent, environ[request_id.KEY])


def chosen_id(environ: "WSGIEnvironment") -> dict[str, str]:
    """The id that the caller chose, as a log line has it."""
    sent = environ.get("HTTP_X_REQUEST_ID", "")
    return {"caller_request_id": sent} if CALLER_REQUEST_ID.fullmatch(sent) else {}


def _write_line(environ: "WSGIEnvironment", status: int) -> None:
    # Without structlog, which takes as long as a fast response.
    path = environ.get("PATH_INFO", "").encode("latin1").decode(errors="replace")
    line = {
        # Without the query, which may hold codes, states and tokens.
        "event": "request",
        "method": environ["REQUEST_METHOD"],
        "path": redaction.redact_path("/" + path.lstrip("/")),
        "status": status,
        "ms": round((time.monotonic() - environ[STARTED]) * 1000, 1),
        "address": caller_in(environ).network,
        "request_id": environ[request_id.KEY],
        **chosen_id(environ),
        "level": "info",
        "logger": "stagedoor",
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }
    sys.stdout.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE).decode())
    sys.stdout.flush()
