"""A relay between a program and its database, which can stop forwarding without a word."""

import select
import socket
import struct
import threading
import time
from contextlib import suppress

CHUNK = 65_536
LOOK = 0.1  # seconds
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: the end of the connection is a reset


class Relay:
    """Forwards connections from ``port`` to ``target`` as long as it is not frozen or cut."""

    def __init__(self, target: tuple[str, int] | str) -> None:
        """``target`` is a host and a port, or the path of a Unix socket."""
        self.target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._frozen, self._closed = threading.Event(), threading.Event()
        self._sockets: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def freeze(self) -> None:
        """Accept and keep connections, and forward nothing: the other side seems to hang."""
        self._frozen.set()

    def thaw(self) -> None:
        """Cut what was frozen, as a router does that has forgotten it, and forward again."""
        self.cut()
        self._frozen.clear()

    def cut(self) -> None:
        """End every connection."""
        for end in list(self._sockets):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def reset(self) -> None:
        """End every connection by a reset, as a machine does that has restarted."""
        for end in list(self._sockets):
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.cut()

    def close(self) -> None:
        """End everything."""
        self._closed.set()
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = None
        self._sockets.add(client)
        try:
            while self._frozen.is_set():
                time.sleep(LOOK)
            server = self._connect()
            self._sockets.add(server)
            self._forward(client, server)
        except OSError:
            pass
        finally:
            for end in (client, server):
                if end is not None:
                    self._sockets.discard(end)
                    end.close()

    def _connect(self) -> socket.socket:
        if isinstance(self.target, str):
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.target)
            return server
        server = socket.create_connection(self.target, timeout=5)
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return server

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        others = {client: server, server: client}
        while True:
            ready, _, _ = select.select([client, server], [], [], 30)
            while self._frozen.is_set():
                time.sleep(LOOK)
            for end in ready:
                data = end.recv(CHUNK)
                if not data:
                    return
                others[end].sendall(data)
