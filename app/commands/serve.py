"""``stagedoor serve``: the production server."""

import os
import sys

import click

from app.checks import checklist
from app.config import make_home, read_settings
from app.serving.server_command import server_command


@click.command("serve")
def serve() -> None:
    """Answer requests until stopped. All settings are read from the environment."""
    # The application is not loaded here: each process of the server loads its own.
    settings = read_settings()
    make_home(settings)
    obstacle = checklist.find_start_obstacle(settings)
    if obstacle is not None:
        raise click.ClickException(obstacle)
    click.echo(f"Stagedoor listens on http://{settings.host}:{settings.port}", err=True)
    sys.stderr.flush()
    # The server replaces this process, so that it gets the signals and sets the exit code.
    os.execv(sys.executable, server_command(settings))
