"""A line of the log for each slow request, with the statements that took longest."""

import time

import structlog
from flask import Flask, Response, request

from app.config import Settings
from app.database import statement_times
from app.extensions import db
from app.observability.access_log import STARTED
from app.observability.redaction import redact_path

MOST = 5  # statements in a line
MAX_SQL = 1000  # characters of each

log = structlog.get_logger("stagedoor")


def register(app: Flask, settings: Settings) -> None:
    """Log requests that take longer than SLOW_REQUEST; call it in the application's context."""
    if not settings.slow_request:
        return
    statement_times.register(db.engine)
    limit = settings.slow_request / 1000
    app.before_request(statement_times.collect)
    app.after_request(lambda response: _finish(response, limit))


def _finish(response: Response, limit: float) -> Response:
    statements = statement_times.collected()
    seconds = time.monotonic() - request.environ[STARTED]
    if seconds >= limit:
        slowest = sorted(statements, key=lambda each: each.seconds, reverse=True)[:MOST]
        log.warning(
            "slow request",
            method=request.method,
            path=redact_path(request.path),
            endpoint=request.endpoint,
            status=response.status_code,
            ms=round(seconds * 1000),
            statements=len(statements),
            statements_ms=round(sum(each.seconds for each in statements) * 1000),
            slowest=[
                {"ms": round(each.seconds * 1000), "sql": each.sql[:MAX_SQL]} for each in slowest
            ],
        )
    return response
