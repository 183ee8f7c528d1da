"""The instrumentation by OpenTelemetry: requests, tasks, statements, and which are exported.

Paths and queries are those of the log, without credentials; callers are networks, as everywhere.
Statements have no parameters, and errors no messages.
"""

import os
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask, request
from opentelemetry import metrics, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.propagate import set_global_textmap
from opentelemetry.propagators.textmap import TextMapPropagator
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import (
    ConsoleMetricExporter,
    MetricExporter,
    PeriodicExportingMetricReader,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter
from opentelemetry.sdk.trace.sampling import Decision, Sampler, SamplingResult
from opentelemetry.trace import Span, SpanKind

from app.callers.caller_network import caller_network
from app.database import hot_reads
from app.database.postgresql import replica
from app.extensions import db
from app.observability import outbound_spans
from app.observability.hot_spans import TracedReads
from app.observability.query_redaction import redact_query
from app.observability.redaction import redact_path
from app.observability.span_redaction import WithoutMessages
from app.observability.task_spans import TaskSpans, WithoutIdleTasks
from app.version import VERSION

UNTRACED = "healthz,readyz,metrics"
_SPANS: dict[str, type[SpanExporter]] = {"otlp": OTLPSpanExporter, "console": ConsoleSpanExporter}
_METRICS: dict[str, type[MetricExporter]] = {
    "otlp": OTLPMetricExporter,
    "console": ConsoleMetricExporter,
}


def instrument(app: Flask) -> TaskSpans:
    """Trace requests, their statements and durations; what is returned traces tasks."""
    _provide()
    return trace_app(app, trace.get_tracer_provider())


def trace_app(app: Flask, provider: trace.TracerProvider) -> TaskSpans:
    """Let ``provider`` trace the application; call it in the application's context."""
    FlaskInstrumentor().instrument_app(
        app, response_hook=describe, excluded_urls=UNTRACED, tracer_provider=provider
    )
    # The library's comes last, but a hook before it may answer.
    hooks = app.before_request_funcs[None]
    hooks.insert(0, hooks.pop())
    copy = replica.find()
    engines = [db.engine] if copy is None else [db.engine, copy.engine]
    # The library's bound of SQLAlchemy's version is behind; tests look whether it works.
    SQLAlchemyInstrumentor().instrument(
        engines=engines, tracer_provider=provider, skip_dep_check=True
    )
    tracer = provider.get_tracer(__name__)
    app.extensions[hot_reads.KEY] = TracedReads(db.engine, tracer)
    app.extensions["outbound"] = outbound_spans.traced(app.extensions["outbound"], tracer)
    return TaskSpans(tracer)


def describe(span: Span | None, _status: str, _headers: list[tuple[str, str]]) -> None:
    """Replace what the library said of the request, which may hold credentials."""
    if span is None or not span.is_recording():
        return
    span.set_attribute("url.path", redact_path(request.path))
    if request.query_string:
        query = request.query_string.decode("utf-8", "replace")
        span.set_attribute("url.query", redact_query(query))
    for name in ("client.address", "network.peer.address"):
        span.set_attribute(name, caller_network())


class WithinRequests(Sampler):
    """Samples as another sampler does, but no statement outside requests and tasks."""

    def __init__(self, sampler: Sampler) -> None:
        """Ask ``sampler`` about requests."""
        self._sampler = sampler

    def should_sample(
        self,
        parent_context: Any,
        trace_id: int,
        name: str,
        kind: Any = None,
        *arguments: Any,
        **options: Any,
    ) -> SamplingResult:
        """Whether to record and export a span."""
        is_root = not trace.get_current_span(parent_context).get_span_context().is_valid
        if is_root and kind is SpanKind.CLIENT:
            return SamplingResult(Decision.DROP)
        return self._sampler.should_sample(
            parent_context, trace_id, name, kind, *arguments, **options
        )

    def get_description(self) -> str:
        """The name of the sampler, for OpenTelemetry's own messages."""
        return f"WithinRequests({self._sampler.get_description()})"


class NoPropagation(TextMapPropagator):
    """Ignores ``traceparent``: a stranger would decide which requests are traced.

    OpenTelemetry's own ``none`` leaves no context at all, and fails.
    """

    fields: set[str] = set()

    def extract(self, carrier: Any, context: Context | None = None, getter: Any = None) -> Context:
        """Return the context as it is."""
        return context or Context()

    def inject(self, carrier: Any, context: Context | None = None, setter: Any = None) -> None:
        """Send nothing on."""


def _provide() -> None:
    """Export as the environment says; once a process, whichever application asks first."""
    if isinstance(trace.get_tracer_provider(), TracerProvider):
        return
    if "OTEL_PROPAGATORS" not in os.environ:
        set_global_textmap(NoPropagation())
    resource = Resource.create({"service.version": VERSION})
    tracers = make_provider(resource)
    for exporter in _chosen("OTEL_TRACES_EXPORTER"):
        tracers.add_span_processor(exporting(BatchSpanProcessor, _SPANS[exporter]()))
    trace.set_tracer_provider(tracers)
    readers = [
        PeriodicExportingMetricReader(_METRICS[exporter]())
        for exporter in _chosen("OTEL_METRICS_EXPORTER")
    ]
    metrics.set_meter_provider(MeterProvider(readers, resource=resource))


def make_provider(resource: Resource) -> TracerProvider:
    """Return what traces, so far without an exporter."""
    provider = TracerProvider(resource=resource)  # samples as OTEL_TRACES_SAMPLER says
    provider.sampler = WithinRequests(provider.sampler)
    return provider


def exporting(
    processor: Callable[[SpanExporter], SpanProcessor], exporter: SpanExporter
) -> SpanProcessor:
    """Return what hands to ``exporter`` the spans that are worth it, as they may be seen."""
    return WithoutIdleTasks(processor(WithoutMessages(exporter)))


def _chosen(variable: str) -> Sequence[str]:
    names = [name.strip() for name in os.environ.get(variable, "otlp").split(",")]
    return [name for name in names if name in _SPANS]
