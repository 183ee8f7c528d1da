"""Structured logs: a JSON object per line, with the request id and without credentials."""

import logging
import re
import sys
import time
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog
from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars, merge_contextvars
from structlog.stdlib import ProcessorFormatter

from app.config import Settings
from app.models.audit import origin
from app.models.audit.origin import Origin
from app.models.values import secret

log = structlog.get_logger("stagedoor")

REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
# What looks like a credential, or follows the name of one in a URL or header.
_KINDS = "|".join(kind for kind in secret.Kind if kind is not secret.Kind.CLIENT_ID)
_CREDENTIAL = re.compile(rf"(?:{_KINDS})[a-z0-9]+")
# Anything in place of a feed link's key, because a mistyped key reveals most of it.
_FEED_KEY = re.compile(r"^(/+feeds/+)[^/]+")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+")
_NAMED = re.compile(
    r"(?i)\b(access_token|refresh_token|client_secret|code|code_verifier|token|password|state)"
    r"=[^&\s\"']+"
)
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
                redact,
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


def redact(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The line without anything that looks like a credential."""
    return {key: _redact_value(value) for key, value in line.items()}


def _redact_value(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    without = _CREDENTIAL.sub("[credential]", value)
    return _NAMED.sub(r"\1=[hidden]", _BEARER.sub(r"\1 [hidden]", without))


def _begin() -> None:
    sent = request.headers.get("X-Request-ID", "")
    g.request_id = sent if REQUEST_ID.fullmatch(sent) else secret.public_id("req_")
    g.started = time.monotonic()
    clear_contextvars()
    bind_contextvars(request_id=g.request_id)
    origin.begin(
        Origin(request.remote_addr or "", request.headers.get("User-Agent", ""), g.request_id)
    )


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
        "path": _redact_value(_FEED_KEY.sub(r"\1[credential]", request.path)),
        "status": response.status_code,
        "ms": round((time.monotonic() - g.started) * 1000, 1),
        "address": request.remote_addr,
        "request_id": g.request_id,
        "level": "info",
        "logger": "stagedoor",
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }
    sys.stdout.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE).decode())
    sys.stdout.flush()
