"""``stagedoor serve``: the production server."""

import os
import resource
import socket
import sys

import click

from app.checks import start_checks
from app.config import Settings, read_settings
from app.serving.server_command import OPEN_FILES, server_command, server_environment


@click.command("serve")
def serve() -> None:
    """Answer requests until stopped. All settings are read from the environment."""
    # The application is not loaded here: each process of the server loads its own.
    settings = read_settings()
    obstacle = start_checks.find_start_obstacle(settings)
    if obstacle is not None:
        raise click.ClickException(obstacle)
    require_free_port(settings)
    click.echo(f"Stagedoor listens on http://{settings.host}:{settings.port}", err=True)
    sys.stderr.flush()
    allow_open_files()
    # The server replaces this process, so that it gets the signals and sets the exit code.
    os.execve(sys.executable, server_command(settings), server_environment(os.environ))


def allow_open_files() -> None:
    """Let a process have its connections, and the files beside them; often it may have 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def require_free_port(settings: Settings) -> None:
    """Raise ClickException when HOST and PORT cannot be listened on."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        # Connections of a server that has just ended do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or "no such port"
            raise click.ClickException(
                f"HOST {settings.host} and PORT {settings.port} cannot be used: {reason}. "
                "Choose others, or stop the program that listens there."
            ) from None
