"""The operator's command line, ``stagedoor`` (also ``flask --app wsgi``)."""

import logging
import os

import click
from flask.cli import FlaskGroup, ScriptInfo

from app.commands.demo import demo
from app.commands.serve import serve
from app.start import load_app, safe_settings


class CommandLine(FlaskGroup):
    """Flask's command line, but it loads no more than the command needs."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command: our own first, so that only ``db`` loads Alembic."""
        for command in (demo, serve):  # which settle first how to start
            if command.name == name:
                return command
        own = ctx.ensure_object(ScriptInfo).load_app().cli.get_command(ctx, name)
        return own or super().get_command(ctx, name)


def main() -> None:
    """Run ``stagedoor …``; an unsafe start ends with one line that names the setting."""
    safe_settings()
    # What commands and the server write (database, keys, mail) is for its owner alone.
    os.umask(0o077)
    write_migrations_plainly()
    CommandLine(name="stagedoor", create_app=load_app, add_version_option=False)()


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
