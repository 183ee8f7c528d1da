"""Structured logs: a JSON object per line, with the request id and without credentials."""

import logging
import re
import sys
import time
from datetime import UTC, datetime

import orjson
import structlog
from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars, merge_contextvars
from structlog.stdlib import ProcessorFormatter

from app.callers.caller_network import caller_network
from app.config import Settings
from app.models.audit import origin
from app.models.audit.origin import Origin
from app.models.values import plain_text, secret
from app.observability import redaction

log = structlog.get_logger("stagedoor")

# What a caller may choose as the id of a request. It is logged beside ours, never instead of it.
CALLER_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
PROCESSORS = (
    merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)


def configure(app: Flask, settings: Settings) -> None:
    """Send every log line of the process to standard output as JSON."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *PROCESSORS,
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        ProcessorFormatter(
            processors=[
                ProcessorFormatter.remove_processors_meta,
                redaction.redact,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            foreign_pre_chain=PROCESSORS,
        )
    )
    root = logging.getLogger()
    root.handlers = [h for h in root.handlers if not hasattr(h, "stagedoor")] + [handler]
    handler.stagedoor = True  # type: ignore[attr-defined]
    root.setLevel(settings.log_level)
    # Authlib writes the tokens it issues at DEBUG.
    logging.getLogger("authlib").setLevel(logging.WARNING)
    # Alembic logs when it is loaded.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    app.before_request(_begin)
    app.after_request(_finish)
    app.teardown_request(lambda _error: origin.end())


def _begin() -> None:
    g.request_id = secret.public_id("req_")
    g.started = time.monotonic()
    clear_contextvars()
    bind_contextvars(request_id=g.request_id, **_chosen_id())
    agent = plain_text.printable(request.headers.get("User-Agent", ""), origin.MAX_AGENT)
    origin.begin(Origin(caller_network(), agent, g.request_id))


def _chosen_id() -> dict[str, str]:
    sent = request.headers.get("X-Request-ID", "")
    return {"caller_request_id": sent} if CALLER_REQUEST_ID.fullmatch(sent) else {}


def _finish(response: Response) -> Response:
    if "request_id" not in g:
        _begin()  # an earlier hook answered
    response.headers["X-Request-ID"] = g.request_id
    if log_level() <= logging.INFO:
        _write_access_line(response)
    return response


def log_level() -> int:
    """The lowest level that is written."""
    return logging.getLogger().level


def _write_access_line(response: Response) -> None:
    # Without structlog, which takes as long as a fast response.
    line = {
        # Without the query, which may hold codes, states and tokens.
        "event": "request",
        "method": request.method,
        "path": redaction.redact_path(request.path),
        "status": response.status_code,
        "ms": round((time.monotonic() - g.started) * 1000, 1),
        "address": caller_network(),
        "request_id": g.request_id,
        **_chosen_id(),
        "level": "info",
        "logger": "stagedoor",
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }
    sys.stdout.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE).decode())
    sys.stdout.flush()
