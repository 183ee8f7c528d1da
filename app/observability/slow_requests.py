"""A line of the log for each slow request, with the statements that took longest."""

import re
import time
from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from flask import has_request_context, request

from app.database import statement_times
from app.observability.access_log import STARTED
from app.observability.redaction import redact_path

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST = 5  # statements in a line
MAX_SQL = 2000  # characters of each
_PARAMETER = r"(?:\?|%\(\w+\)s|:\w+|\$\d+)"
_COLUMN = r'(?:[\w.]+|"[^"]*")(?: AS (?:\w+|"[^"]*"))?'
_ITEM = f"(?:{_PARAMETER}|{_COLUMN})"
_LONG_LIST = re.compile(rf"(?<![\w.])({_ITEM})(?:, {_ITEM}){{3,}}")

log = structlog.get_logger("stagedoor")


class SlowRequests:
    """WSGI middleware within the access log: looks at the statements of each request."""

    def __init__(self, app: "WSGIApplication", milliseconds: int) -> None:
        """Log requests that take at least as long."""
        self._app, self._limit = app, milliseconds / 1000

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass the request on, and log it when its answer begins late."""
        statement_times.collect()
        return self._app(environ, partial(self._start, environ, start_response))

    def _start(
        self,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
        status: str,
        headers: list[tuple[str, str]],
        *error: Any,
    ) -> Any:
        statements = statement_times.collected()
        seconds = time.monotonic() - environ[STARTED]
        if seconds >= self._limit:
            _write_line(environ, int(status[:3]), seconds, statements)
        return start_response(status, headers, *error)


def _write_line(
    environ: "WSGIEnvironment",
    status: int,
    seconds: float,
    statements: list[statement_times.Statement],
) -> None:
    path = environ.get("PATH_INFO", "").encode("latin1").decode(errors="replace")
    log.warning(
        "slow request",
        method=environ["REQUEST_METHOD"],
        path=redact_path("/" + path.lstrip("/")),
        endpoint=request.endpoint if has_request_context() else None,
        status=status,
        ms=round(seconds * 1000),
        statements=len(statements),
        statements_ms=round(sum(each.seconds for each in statements) * 1000),
        slowest=list_slowest(statements),
    )


def list_slowest(statements: Iterable[statement_times.Statement]) -> list[dict[str, Any]]:
    """The statements that took longest, alike ones together: ``ms``, ``times`` and ``sql``."""
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    for each in statements:
        seconds[shorten(each.sql)].append(each.seconds)
    slowest = sorted(seconds.items(), key=lambda each: sum(each[1]), reverse=True)[:MOST]
    return [
        {"ms": round(sum(took) * 1000), "times": len(took), "sql": sql} for sql, took in slowest
    ]


def shorten(sql: str) -> str:
    """The statement on one line, with the first of each long list of columns or parameters."""
    return _LONG_LIST.sub(r"\1, …", " ".join(sql.split()))[:MAX_SQL]
