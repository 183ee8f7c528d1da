"""``stagedoor serve``: the production server."""

import os
import sys
from pathlib import Path

import click
from sqlalchemy import create_engine

from app.config import Settings, make_home, read_settings
from app.database import migrations
from app.database.engine import engine_options

PROJECT = Path(__file__).parents[2]
STOP_SECONDS = 25  # a process that was only just starting does not hear that it shall stop


@click.command("serve")
def serve() -> None:
    """Answer requests until stopped; everything is set in the environment."""
    # The application is not loaded here: each of the server's processes loads it for itself.
    settings = read_settings()
    make_home(settings)
    engine = create_engine(settings.database, **engine_options(settings))
    obstacle = migrations.find_obstacle(engine)
    engine.dispose()
    if obstacle is not None:
        raise click.ClickException(f"The database {migrations.OBSTACLES[obstacle]}")
    click.echo(f"Stagedoor listens on http://{settings.host}:{settings.port}", err=True)
    sys.stderr.flush()
    # The server takes this process's place: signals reach it, and its exit code is ours.
    os.execv(sys.executable, server_command(settings))


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
