"""The command line of the server, for ``stagedoor serve`` and the demo."""

import sys
from pathlib import Path

from app.config import Settings

PROJECT = Path(__file__).parents[2]
STOP_SECONDS = 25  # then workers are killed: one that was still starting ignores the signal


def server_command(settings: Settings) -> list[str]:
    """The server's command for these settings."""
    options = {
        "interface": "wsgi",
        "host": settings.host,
        "port": settings.port,
        "workers": settings.web_processes,
        "blocking-threads": settings.threads,
        "working-dir": PROJECT,
        "log-level": "warning",
        "workers-kill-timeout": STOP_SECONDS,
    }
    named = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    switches = ["--no-ws", "--respawn-failed-workers", "--factory"]
    return [sys.executable, "-m", "granian", *named, *switches, "wsgi:serve"]
