"""Spans of requests to other servers: webhooks, calendars, documents and pictures of others.

They name the host, as the log does. Paths and queries may hold secrets of their owners.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer

from app.outbound.fetch import Outbound, OutboundError
from app.outbound.http_get import Fetched, Posted


@dataclass(frozen=True)
class TracedOutbound(Outbound):
    """Fetches URLs; each request is a span."""

    tracer: Tracer = field(default_factory=lambda: trace.get_tracer(__name__))

    def _get(self, url: str, **options: Any) -> Fetched | None:
        with self._span("GET", url) as span:
            fetched = super()._get(url, **options)
            span.set_attribute("http.response.status_code", 304 if fetched is None else 200)
            return fetched

    def post(self, url: str, *values: Any, **options: Any) -> Posted:
        """As without traces."""
        with self._span("POST", url) as span:
            posted = super().post(url, *values, **options)
            span.set_attribute("http.response.status_code", posted.status)
            return posted

    @contextmanager
    def _span(self, method: str, url: str) -> Iterator[Span]:
        attributes = {"http.request.method": method, "server.address": _host(url)}
        with self.tracer.start_as_current_span(
            method,
            kind=SpanKind.CLIENT,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield span
            except OutboundError as error:
                if error.status is not None:
                    span.set_attribute("http.response.status_code", error.status)
                span.set_attribute("error.type", error.reason)
                span.set_status(StatusCode.ERROR)
                raise


def traced(outbound: Outbound, tracer: Tracer) -> TracedOutbound:
    """Return ``outbound`` with spans."""
    values = {each.name: getattr(outbound, each.name) for each in fields(outbound)}
    return TracedOutbound(**values, tracer=tracer)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
