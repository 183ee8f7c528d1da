"""Ends a connection whose client does not take its answer; the server has no deadline for that."""

import os
import socket
from contextlib import closing, suppress
from pathlib import Path

OPEN_FILES = Path("/proc/self/fd")


def abort(client: str, server: str) -> bool:
    """End the connection of ``client`` to ``server``, both "address:port". False without one."""
    for number in _open_files():
        with suppress(OSError), closing(socket.socket(fileno=os.dup(number))) as connection:
            ends = (_text(connection.getpeername()), _port(connection.getsockname()))
            if ends == (client, server.rpartition(":")[2]):
                connection.shutdown(socket.SHUT_RDWR)
                return True
    return False


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
