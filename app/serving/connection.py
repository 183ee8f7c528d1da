"""Connections of the server, by the addresses of their ends: granian shows nothing else of them.

Only Linux lists the open files of a process. Elsewhere no answer counts as unread and no
connection is ended: a slow reader holds memory, and no thread.
"""

import fcntl
import os
import socket
import sys
import termios
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

OPEN_FILES = Path("/proc/self/fd")
NO_BYTES = bytes(4)


def abort(client: str, server: str) -> bool:
    """End the connection of ``client`` to ``server``, both "address:port". False without one."""
    for _client, connection in _connections({client: server}):
        with suppress(OSError):  # it has just ended
            connection.shutdown(socket.SHUT_RDWR)
            return True
    return False


def count_unconfirmed(servers: Mapping[str, str]) -> dict[str, int]:
    """Bytes that were written to each client and that it has not confirmed.

    ``servers`` has the address by client, as for ``abort``. Clients without a connection are left
    out.
    """
    return {client: _unconfirmed(connection) for client, connection in _connections(servers)}


def _unconfirmed(connection: socket.socket) -> int:
    return int.from_bytes(fcntl.ioctl(connection, termios.TIOCOUTQ, NO_BYTES), sys.byteorder)


def _connections(servers: Mapping[str, str]) -> Iterator[tuple[str, socket.socket]]:
    """The open connections of these clients, each with its client and for one step."""
    for number in _open_files():
        with suppress(OSError), _connection(number) as connection:
            client = _text(connection.getpeername())
            server = servers.get(client)
            if server and _port(connection.getsockname()) == server.rpartition(":")[2]:
                yield client, connection


@contextmanager
def _connection(number: int) -> Iterator[socket.socket]:
    """A second descriptor of the open file, for the block; raises OSError if it is no socket."""
    copy = os.dup(number)
    try:
        connection = socket.socket(fileno=copy)
    except OSError:
        os.close(copy)  # else each call would leave one behind, and pipes would never end
        raise
    with closing(connection):
        yield connection


def _open_files() -> list[int]:
    return [int(name) for name in os.listdir(OPEN_FILES)] if OPEN_FILES.exists() else []


def _text(address: object) -> str:
    if not isinstance(address, tuple):
        return ""
    host = f"[{address[0]}]" if ":" in address[0] else address[0]
    return f"{host}:{address[1]}"


def _port(address: object) -> str:
    return str(address[1]) if isinstance(address, tuple) else ""
