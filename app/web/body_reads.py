"""Bodies that the application reads from the connection itself, behind other servers than ours.

A thread waits for each byte there. No deadline can end that; a cap keeps it from every thread.
"""

from collections.abc import Iterable
from typing import IO, TYPE_CHECKING, Any

from app.cap import Cap

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

RECEIVED = "stagedoor.received"  # set by a server that received the body before it called


class BodyReads:
    """WSGI middleware: a read from the connection holds a place, or raises BusyError."""

    def __init__(self, app: "WSGIApplication", places: int) -> None:
        self._app, self._cap = app, Cap(places)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass the request on."""
        if RECEIVED not in environ:
            environ["wsgi.input"] = CappedInput(environ["wsgi.input"], self._cap)
        return self._app(environ, start_response)


class CappedInput:
    """The input of a request (PEP 3333), which may block."""

    def __init__(self, source: IO[bytes], cap: Cap) -> None:
        self._source, self._cap = source, cap

    def read(self, *size: Any) -> bytes:
        """Read up to ``size`` bytes, or all."""
        with self._cap.place():
            return self._source.read(*size)

    def readline(self, *size: Any) -> bytes:
        """Read a line."""
        with self._cap.place():
            return self._source.readline(*size)

    def readlines(self, *hint: Any) -> list[bytes]:
        """Read all lines."""
        with self._cap.place():
            return self._source.readlines(*hint)

    def __iter__(self) -> "CappedInput":
        return self

    def __next__(self) -> bytes:
        line = self.readline()
        if not line:
            raise StopIteration
        return line
