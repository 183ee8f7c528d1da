"""The command line of the server, which ``stagedoor serve`` becomes and the demo starts."""

import sys
from pathlib import Path

from app.config import Settings

PROJECT = Path(__file__).parents[2]
STOP_SECONDS = 25  # a process that was only just starting does not hear that it shall stop


def server_command(settings: Settings) -> list[str]:
    """The command of the server that ``settings`` describe."""
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
