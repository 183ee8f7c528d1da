"""A server on loopback that says exactly what a test wants, and remembers who came."""

import re
import socket
import ssl
import time
from contextlib import closing, suppress
from threading import Condition, Thread


def answer(body: bytes, *, status: str = "200 OK", **headers: str) -> bytes:
    """Return an HTTP answer as it goes over the wire."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Listener:
    """Answers each connection alike; ``heads`` and ``bodies`` are the requests."""

    def __init__(self, tls: ssl.SSLContext | None = None):
        """Listen on a free port, with ``tls`` if given; one thread serves all."""
        self.heads: list[str] = []
        self.bodies: list[bytes] = []
        self.connections = 0
        self._tls = tls
        self._pieces, self._pause = [answer(b"hello")], 0.0
        self._turns: list[bytes] = []
        self._came = Condition()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        Thread(target=self._serve, daemon=True).start()

    def __enter__(self):
        """Return the listener itself."""
        return self

    def __exit__(self, *_error):
        """Stop listening."""
        self.close()

    def close(self) -> None:
        """Stop listening, also while ``accept`` waits."""
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def resolve(self, _host: str, _port: int) -> list[tuple[int, tuple[str, int]]]:
        """Say, as a resolver, that every name is this server."""
        return [(socket.AF_INET, ("127.0.0.1", self.port))]

    def says(self, everything: bytes) -> None:
        """Answer with these bytes from now on."""
        self._pieces, self._pause = [everything], 0.0

    def says_in_turn(self, *answers: bytes) -> None:
        """Answer the next connections with these, one each."""
        self._turns = list(answers)

    def drips(self, head: bytes, body: bytes, *, every: float) -> None:
        """Answer with ``head``, then a byte of ``body`` every so many seconds."""
        self._pieces, self._pause = [head, *(bytes([byte]) for byte in body)], every

    def wait_for_connection(self) -> None:
        """Return once somebody has come."""
        with self._came:
            assert self._came.wait_for(lambda: self.connections, timeout=10)

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._server.accept()
            except OSError:
                return
            with self._came:
                self.connections += 1
                self._came.notify_all()
            with suppress(OSError), closing(self._wrap(connection)) as talking:
                self._talk(talking)

    def _wrap(self, connection: socket.socket) -> socket.socket:
        if self._tls is None:
            return connection
        try:
            return self._tls.wrap_socket(connection, server_side=True)
        except OSError:
            connection.close()
            raise

    def _talk(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            received = connection.recv(65_536)
            if not received:
                return
            head += received
        text, _blank, body = head.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", text)
        while length and len(body) < int(length[1]):
            body += connection.recv(65_536)
        self.heads.append(head.decode("latin-1"))
        self.bodies.append(body)
        for piece in [self._turns.pop(0)] if self._turns else self._pieces:
            connection.sendall(piece)
            time.sleep(self._pause)
