"""The operator's commands, a noun or an ability a file."""

from flask import Flask

from app.commands.clients import clients
from app.commands.demo import demo
from app.commands.events import events
from app.commands.imports import refresh_imports
from app.commands.maintenance import backup, check, purge
from app.commands.serve import serve
from app.commands.teams import teams
from app.commands.users import users

COMMANDS = (backup, check, clients, demo, events, purge, refresh_imports, serve, teams, users)


def register(app: Flask) -> None:
    """Add our commands to the app's command line."""
    for command in COMMANDS:
        app.cli.add_command(command)
