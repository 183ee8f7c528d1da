"""Structured logs: a JSON object per line, with the request id and without credentials."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from flask import has_request_context, request
from structlog.stdlib import ProcessorFormatter

from app.callers import request_id
from app.config import Settings
from app.observability import redaction
from app.observability.access_log import chosen_id


def add_request_id(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The line with the id of the request in which it is written, and the caller's own id of it."""
    if not has_request_context():
        return line
    return {"request_id": request_id.current(), **chosen_id(request.environ), **line}


PROCESSORS = (
    add_request_id,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)


def configure(settings: Settings) -> None:
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
