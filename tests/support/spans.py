"""The spans of an application in this process."""

from contextlib import contextmanager

import pytest
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from app.observability import open_telemetry, tracing


class Spans:
    """What was exported."""

    def __init__(self, exporter):
        self._exporter = exporter

    def take(self):
        """Return the spans since the last look, in the order in which they ended."""
        spans = self._exporter.get_finished_spans()
        self._exporter.clear()
        return spans

    def below(self, name):
        """Take the spans, and return the one of this name and its children."""
        spans = self.take()
        [root] = [span for span in spans if span.name == name]
        return root, [span for span in spans if span.parent == root.context]


@contextmanager
def spans_of(app):
    """Trace the application until the end."""
    exporter = InMemorySpanExporter()
    former = dict(app.extensions)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in tracing.DEFAULTS.items():
            patch.setenv(name, value)
        provider = open_telemetry.make_provider(Resource.create({}))
        provider.add_span_processor(open_telemetry.exporting(SimpleSpanProcessor, exporter))
        with app.app_context():
            app.extensions[tracing.KEY] = open_telemetry.trace_app(app, provider)
    try:
        yield Spans(exporter)
    finally:
        SQLAlchemyInstrumentor().uninstrument()
        FlaskInstrumentor.uninstrument_app(app)
        app.extensions.clear()
        app.extensions.update(former)
        provider.shutdown()
