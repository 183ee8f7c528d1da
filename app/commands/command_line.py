"""The command line: the commands for operators, and ``db`` of Flask-Migrate."""

from copy import copy
from typing import cast

import click
from flask import Flask
from flask.cli import AppGroup

from app.commands.audit import audit
from app.commands.backups import backup, restore_backup
from app.commands.check import check
from app.commands.clients import clients
from app.commands.database_copy import copy_database
from app.commands.demo import demo
from app.commands.developer_teams import developer_teams
from app.commands.events import events
from app.commands.imports import refresh_imports
from app.commands.keys import keys
from app.commands.maintenance import purge
from app.commands.one_line_errors import explained
from app.commands.serve import serve
from app.commands.teams import teams
from app.commands.users import users
from app.commands.work import work

COMMANDS = (
    audit,
    backup,
    check,
    clients,
    demo,
    developer_teams,
    events,
    keys,
    purge,
    refresh_imports,
    restore_backup,
    serve,
    teams,
    users,
    work,
)


class Commands(AppGroup):
    """The commands of Stagedoor, and those of the migrations, loaded on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every command's name."""
        return sorted([*super().list_commands(ctx), "db"])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command with this name, or None."""
        if name == "db":
            from flask_migrate.cli import db  # brings Alembic, which only migrating needs

            return explained(_with_copy(cast("click.Group", db)))
        command = super().get_command(ctx, name)
        return explained(command) if command else None


def _with_copy(group: click.Group) -> click.Group:
    """Return Flask-Migrate's commands with ours beside them."""
    copied = copy(group)
    copied.commands = {**group.commands, "copy": copy_database}
    return copied


def register(app: Flask) -> None:
    """Give the app these commands."""
    app.cli = Commands(app.name, commands=list(COMMANDS))
