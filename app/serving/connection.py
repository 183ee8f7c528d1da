"""Ends a connection whose client does not take its answer; the server has no deadline for that."""

import os
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

OPEN_FILES = Path("/proc/self/fd")


def abort(client: str, server: str) -> bool:
    """End the connection of ``client`` to ``server``, both "address:port". False without one."""
    for number in _open_files():
        with suppress(OSError), _connection(number) as connection:
            ends = (_text(connection.getpeername()), _port(connection.getsockname()))
            if ends == (client, server.rpartition(":")[2]):
                connection.shutdown(socket.SHUT_RDWR)
                return True
    return False


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
    # Only Linux lists them; elsewhere a slow reader keeps its connection, and no thread.
    return [int(name) for name in os.listdir(OPEN_FILES)] if OPEN_FILES.exists() else []


def _text(address: object) -> str:
    if not isinstance(address, tuple):
        return ""
    host = f"[{address[0]}]" if ":" in address[0] else address[0]
    return f"{host}:{address[1]}"


def _port(address: object) -> str:
    return str(address[1]) if isinstance(address, tuple) else ""
