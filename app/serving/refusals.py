"""Answers of the receiver itself, ready before they are needed: they take no thread and no time."""

from dataclasses import dataclass
from functools import cached_property

import structlog
from flask import Flask
from werkzeug.test import run_wsgi_app

from app.callers import request_id
from app.cap import BusyError
from app.config import settings
from app.models.values import secret
from app.web import errors
from app.web.connect_chain import chain_pages
from app.web.headers import AnswerHeaders

STATUSES = (400, 408, 500, 503)
MARK = "req_of_this_answer"
# One path of each dialect of errors, and one of the pages that have headers of their own.
PATHS = {"api": "/api/", "oauth": "/oauth/token", "page": "/", "connect": "/oauth/authorize"}

log = structlog.get_logger("stagedoor")


@dataclass(frozen=True)
class Refusal:
    """An answer in the caller's dialect. ``id`` is that of the request, for headers and body."""

    status: int
    template: tuple[tuple[tuple[str, str], ...], bytes]

    @cached_property
    def id(self) -> str:
        """The request id, which the log has, too."""
        return secret.public_id("req_")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The headers, for RSGI."""
        return [(name, value.replace(MARK, self.id)) for name, value in self.template[0]]

    @property
    def body(self) -> bytes:
        """The body, JSON or a page."""
        return self.template[1].replace(MARK.encode(), self.id.encode())


class Refusals:
    """Makes the refusals of one application."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._templates = {
            (status, dialect): self._render(status, dialect)
            for status in STATUSES
            for dialect in PATHS
        }

    def find(self, status: int, path: str) -> Refusal:
        """The refusal for a request to ``path``, which is logged."""
        refusal = Refusal(status, self._templates[status, _dialect(path)])
        log.warning("request refused", status=status, request_id=refusal.id)
        return refusal

    def _render(self, status: int, dialect: str) -> tuple[tuple[tuple[str, str], ...], bytes]:
        base = settings(self._app).public_url
        with self._app.test_request_context(PATHS[dialect], base_url=base) as context:
            context.request.environ[request_id.KEY] = MARK
            response = errors.answer_as(status)
            response.headers["X-Request-ID"] = MARK
            response.headers["Connection"] = "close"  # whatever is left of the body is not read
            if status == 503:
                response.headers["Retry-After"] = str(BusyError.RETRY_SECONDS)
            complete = AnswerHeaders(response, self._app)
            body, _status, sent = run_wsgi_app(complete, context.request.environ)
            del sent["Content-Length"]
            return tuple(sent.to_wsgi_list()), b"".join(body)


def _dialect(path: str) -> str:
    if not errors.is_for_programs(path):
        return "connect" if chain_pages.is_page(path) else "page"
    return "api" if path.lstrip("/").startswith("api/") else "oauth"
