"""The answer of the WSGI application, sent by RSGI: at once, or piece by piece."""

from collections.abc import Awaitable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from app.callers.caller_network import caller_in
from app.cap import Cap
from app.serving.deliveries import Deliveries
from app.serving.drain import DRAIN

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

WHOLE = 4 * 1024 * 1024  # bytes; a longer answer is sent as the application makes it
LARGE = 256 * 1024  # bytes; what the network may not take at once, so that it stays in memory


class Transport(Protocol):
    """Takes the pieces of an answer."""

    def send_bytes(self, data: bytes) -> Awaitable[None]:
        """Pass a piece on; granian keeps it until the client takes it."""


class Connection(Protocol):
    """What granian offers to answer a request."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Send an answer."""

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> Transport:
        """Begin an answer of unknown length."""


class WsgiAnswer:
    """One answer; ``size`` is that of its body once ``send`` has returned.

    A large one holds ``place`` from then on, to be released when the client has taken it.
    """

    def __init__(self, connection: Connection, deliveries: Deliveries) -> None:
        self._connection, self._deliveries = connection, deliveries
        self._status, self._headers = 500, list[tuple[str, str]]()
        self._environ: dict[str, Any] = {}
        self.size = 0
        self.place: Cap | None = None

    @property
    def network(self) -> str:
        """Where it goes, as the proxies say whose headers the application has read."""
        return caller_in(self._environ).network

    def send(self, app: "WSGIApplication", environ: dict[str, Any]) -> None:
        """Call ``app`` and send what it answers; raises BusyError when too many are unread."""
        self._environ = environ
        pieces = app(environ, self._start)
        try:
            length = self._length()
            if length is not None and length <= WHOLE:
                self._send_whole(pieces)
            else:
                self._stream(pieces)
        finally:
            if hasattr(pieces, "close"):
                pieces.close()

    def _start(self, status: str, headers: list[tuple[str, str]], _error: object = None) -> Any:
        self._status, self._headers = int(status[:3]), headers
        if DRAIN.has_begun:  # no request shall come on a connection that is about to end
            self._headers = [*headers, ("Connection", "close")]

    def _length(self) -> int | None:
        if self._status in {204, 304}:
            return 0
        for name, value in self._headers:
            if name.lower() == "content-length":
                return int(value)
        return None

    def _send_whole(self, pieces: Iterable[bytes]) -> None:
        body = b"".join(pieces)
        self.size = len(body)
        if self.size > LARGE:
            self.place = self._deliveries.take(self._deliveries.large, self.network)
        self._connection.response_bytes(self._status, self._headers, body)

    def _stream(self, pieces: Iterable[bytes]) -> None:
        self.place = self._deliveries.take(self._deliveries.streams, self.network)
        transport = self._connection.response_stream(self._status, self._headers)
        for piece in pieces:
            if piece and not _has_passed(transport.send_bytes(piece)):
                break  # the client has left
            self.size += len(piece)


def _has_passed(sending: Awaitable[None]) -> bool:
    # It is finished already: granian puts the piece into a queue without waiting.
    try:
        for _step in sending.__await__():
            pass
    except RuntimeError:
        return False
    return True
