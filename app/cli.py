"""The operator's command line, ``stagedoor`` (also ``flask --app wsgi``)."""

import logging
import sys

import click
from flask import Flask
from flask.cli import FlaskGroup

from app.commands.clients import clients
from app.commands.demo import demo
from app.commands.events import events
from app.commands.maintenance import backup, check, purge
from app.commands.serve import serve
from app.commands.teams import teams
from app.commands.users import users
from app.config import UnsafeSettingsError

COMMANDS = (backup, check, clients, demo, events, purge, serve, teams, users)


def register(app: Flask) -> None:
    """Add our commands to the app's command line."""
    for command in COMMANDS:
        app.cli.add_command(command)


def main() -> None:
    """Run ``stagedoor …``; an unsafe start ends with one line that names the setting."""
    from app import create_app

    write_migrations_plainly()
    try:
        FlaskGroup(name="stagedoor", create_app=create_app, add_version_option=False)()
    except UnsafeSettingsError as error:
        click.echo(f"stagedoor: {error}", err=True)
        sys.exit(1)


def write_migrations_plainly() -> None:
    """Print a line a migration: here a person reads along, and no collector of logs."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.addFilter(is_worth_reading)
    migrations = logging.getLogger("alembic.runtime.migration")
    migrations.setLevel(logging.INFO)
    migrations.addHandler(handler)
    migrations.propagate = False


def is_worth_reading(line: logging.LogRecord) -> bool:
    """Whether Alembic says what it does to the database, or that something is wrong."""
    return line.levelno >= logging.WARNING or line.getMessage().startswith("Running")
