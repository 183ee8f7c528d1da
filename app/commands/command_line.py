"""The application's command line: the operator's commands, and ``db`` of Flask-Migrate."""

import click
from flask import Flask
from flask.cli import AppGroup

from app.commands.clients import clients
from app.commands.demo import demo
from app.commands.events import events
from app.commands.imports import refresh_imports
from app.commands.maintenance import backup, check, purge
from app.commands.serve import serve
from app.commands.teams import teams
from app.commands.users import users

COMMANDS = (backup, check, clients, demo, events, purge, refresh_imports, serve, teams, users)


class Commands(AppGroup):
    """Our commands, and those of the migrations, which are loaded when one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name."""
        return sorted([*super().list_commands(ctx), "db"])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command; None when there is none of that name."""
        if name == "db":
            from flask_migrate.cli import db  # brings Alembic, which only migrating needs

            return db
        return super().get_command(ctx, name)


def register(app: Flask) -> None:
    """Give the app our commands."""
    app.cli = Commands(app.name, commands=list(COMMANDS))
