"""The command line of the server, for ``stagedoor serve`` and the demo."""

import sys
from collections.abc import Mapping

from app import resources
from app.config import Settings

CONNECTIONS = 1024  # open ones a process; further ones wait to be accepted
OPEN_FILES = 4 * CONNECTIONS  # a process: connections, temporary files, the database
# Bytes; also the longest request line with its headers. Authorization requests have 8 KiB.
HEAD_BYTES = 64 * 1024
STOP_SECONDS = 25  # then workers are killed, whatever they still answer

# Settings of glibc, which others ignore. By default each thread gets a heap of its own, and a large
# block, once freed, lets all later ones of its size stay in the heap: 13 MB a worker after an hour.
HEAP = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(256 * 1024),  # bytes
    "MALLOC_TRIM_THRESHOLD_": str(256 * 1024),
}


def server_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of the server: the one there is, and what keeps its memory small."""
    return {**HEAP, **environment}


def server_command(settings: Settings) -> list[str]:
    """The server's command for these settings."""
    options = {
        "drain-seconds": settings.drain_seconds,
        "interface": "rsgi",
        # With the automatic choice a connection that never says its version is never closed.
        "http": 1,
        "host": settings.host,
        "port": settings.port,
        "workers": settings.web_processes,
        "backpressure": CONNECTIONS,
        "http1-buffer-size": HEAD_BYTES,
        "http1-header-read-timeout": settings.header_deadline * 1000,
        "working-dir": resources.IMPORT_ROOT,
        "log-level": "warning",
        "workers-kill-timeout": STOP_SECONDS,
    }
    named = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    switches = ["--no-ws", "--respawn-failed-workers", "--factory"]
    return [sys.executable, "-m", "app.serving.first_process", *named, *switches, "wsgi:receive"]
