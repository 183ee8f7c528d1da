"""Takes the messages of errors out of spans, where libraries put them: they hold values of rows."""

from collections.abc import Sequence

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import Status


class WithoutMessages(SpanExporter):
    """Exports spans by another exporter, without messages and stacks of errors."""

    def __init__(self, inner: SpanExporter) -> None:
        """Export by ``inner``."""
        self._inner = inner

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Export the spans."""
        return self._inner.export([_without_messages(span) for span in spans])

    def shutdown(self) -> None:
        """End the other one."""
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Whether everything was exported in time."""
        return self._inner.force_flush(timeout_millis)


def _without_messages(span: ReadableSpan) -> ReadableSpan:
    if span.status.description is None and not span.events:
        return span
    return ReadableSpan(
        span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=span.attributes,
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
