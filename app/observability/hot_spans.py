"""Spans of statements that pass SQLAlchemy by: hot reads and short transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from opentelemetry.trace import SpanKind, StatusCode, Tracer
from sqlalchemy import Engine

from app.database.hot_reads import BorrowedConnection, HotReads, ThreadConnection

Connection = ThreadConnection | BorrowedConnection


class TracedReads(HotReads):
    """Hot reads, of which each statement is a span."""

    def __init__(self, engine: Engine, tracer: Tracer) -> None:
        super().__init__(engine)
        self._tracer = tracer

    def begin(self) -> BorrowedConnection:
        """Begin a writing transaction, each statement of which is a span."""
        return TracedConnection(super().begin(), self._tracer)

    def _run(self, statement: str, values: dict[str, Any], **options: bool) -> Connection:
        connection = getattr(self._local, "connection", None)
        is_of_replica = isinstance(connection, BorrowedConnection)
        attributes = {"stagedoor.replica": True} if is_of_replica else {}
        with _statement(self._tracer, statement, **attributes):
            return super()._run(statement, values, **options)


class TracedConnection(BorrowedConnection):
    """The thread's connection during a short transaction."""

    def __init__(self, connection: Connection, tracer: Tracer) -> None:
        self._connection = connection
        self.cursor = TracedCursor(connection.cursor, tracer)

    def roll_back(self) -> None:
        """End a transaction that failed."""
        self._connection.roll_back()


class TracedCursor:
    """A driver's cursor; everything but the execution of statements is its own."""

    def __init__(self, cursor: Any, tracer: Tracer) -> None:
        self._cursor, self._tracer = cursor, tracer

    def execute(self, statement: str, *values: Any) -> Any:
        """Execute the statement, and return the driver's cursor."""
        with _statement(self._tracer, statement):
            return self._cursor.execute(statement, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


@contextmanager
def _statement(tracer: Tracer, statement: str, **attributes: bool) -> Iterator[None]:
    with tracer.start_as_current_span(
        statement.split(None, 1)[0],
        kind=SpanKind.CLIENT,
        attributes={"db.query.text": statement, **attributes},
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            yield
        except Exception as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(StatusCode.ERROR)
            raise
