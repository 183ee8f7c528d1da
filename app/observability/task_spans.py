"""Spans of what goes on beside requests: one for each run of a task that found something to do."""

from collections.abc import Callable
from typing import TypeVar

from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor
from opentelemetry.trace import StatusCode, Tracer

TASK = "stagedoor.task"
IS_IDLE = "stagedoor.task.idle"
MOST = 500  # spans below a task; a long import has any number of statements

Result = TypeVar("Result")


class TaskSpans:
    """Makes the spans of tasks."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    def run(self, name: str, do: Callable[[], Result]) -> Result:
        """Return ``do()``, within a span; one that returned nothing true is marked as idle."""
        with self._tracer.start_as_current_span(
            f"task {name}",
            attributes={TASK: name},
            # Messages of errors hold values.
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                result = do()
            except Exception as error:
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(StatusCode.ERROR)
                raise
            if not result:
                span.set_attribute(IS_IDLE, True)
            return result


class WithoutIdleTasks(SpanProcessor):
    """Passes spans on, those of a task once it is known that it did something.

    Workers look for work all the time, and nearly always find none.
    """

    def __init__(self, inner: SpanProcessor) -> None:
        """Pass spans on to ``inner``."""
        self._inner = inner
        self._held: dict[int, list[ReadableSpan]] = {}  # by trace, which is one thread's

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Begin to hold what belongs to a task."""
        if span.parent is None and TASK in (span.attributes or {}):
            self._held[_trace_of(span)] = []
        self._inner.on_start(span, parent_context)

    def on_end(self, span: ReadableSpan) -> None:
        """Hold the span, or pass it on with those that were held."""
        held = self._held.get(_trace_of(span))
        if held is None:
            self._inner.on_end(span)
        elif span.parent is not None:
            if len(held) < MOST:
                held.append(span)
        else:
            del self._held[_trace_of(span)]
            if IS_IDLE not in (span.attributes or {}):
                for each in (*held, span):
                    self._inner.on_end(each)

    def shutdown(self) -> None:
        """Export what is left."""
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Whether everything was exported in time."""
        return self._inner.force_flush(timeout_millis)


def _trace_of(span: ReadableSpan) -> int:
    return span.context.trace_id if span.context else 0
