"""Requests byte by byte, for what no HTTP client would send."""

import socket
import time
from collections.abc import Iterable

PATIENCE = 15  # seconds


class RawConnection:
    """A connection to a server on loopback, on which a test writes what it wants."""

    def __init__(self, port: int, *, receive_buffer: int | None = None):
        """Connect; a small ``receive_buffer`` makes the server wait for who does not read."""
        self._socket = socket.socket()
        if receive_buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(("127.0.0.1", port))

    def send(self, *pieces: bytes, every: float = 0) -> "RawConnection":
        """Send the pieces, each after a pause."""
        for number, piece in enumerate(pieces):
            if number:
                time.sleep(every)
            self._socket.sendall(piece)
        return self

    def read_answer(self) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of the next answer."""
        status, headers = self.read_head()
        if headers.get("transfer-encoding") != "chunked":
            return status, headers, self._read(int(headers.get("content-length", 0)))
        body = b""
        while size := int(self._read_line(), 16):
            body += self._read(size)
            self._read_line()
        self._read_line()
        return status, headers, body

    def read_head(self) -> tuple[int, dict[str, str]]:
        """Return status and headers of the next answer; their names are in lower case."""
        status, headers = int(self._read_line().split()[1]), {}
        while line := self._read_line().decode("latin-1"):
            name, _, value = line.partition(": ")
            earlier = headers.get(name.lower())
            headers[name.lower()] = value if earlier is None else f"{earlier}, {value}"
        return status, headers

    def end(self) -> None:
        """Send nothing more, and still receive."""
        self._socket.shutdown(socket.SHUT_WR)

    def read_to_end(self) -> bytes:
        """Return everything until the server closes; b"" also where it resets the connection."""
        received = b""
        try:
            while piece := self._socket.recv(65_536):
                received += piece
        except ConnectionError:
            pass
        return received

    def close(self) -> None:
        """Leave."""
        self._socket.close()

    def _read_line(self) -> bytes:
        line = b""
        while not line.endswith(b"\r\n"):
            line += self._receive(1)
        return line[:-2]

    def _read(self, size: int) -> bytes:
        received = b""
        while len(received) < size:
            received += self._receive(size - len(received))
        return received

    def _receive(self, size: int) -> bytes:
        piece = self._socket.recv(size)
        if not piece:
            raise ConnectionError("closed")
        return piece


def request(line: str, *headers: str, body: bytes = b"") -> bytes:
    """Return a request to localhost with these lines, and ``body`` without a length of its own."""
    lines = [f"{line} HTTP/1.1", "Host: localhost", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def chunked(pieces: Iterable[bytes]) -> bytes:
    """Return a body in chunks (RFC 9112 section 7.1)."""
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
