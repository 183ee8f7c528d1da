"""The operator's command line, ``stagedoor`` (also ``flask --app wsgi``)."""

import logging
import os

import click
from flask.cli import FlaskGroup, ScriptInfo

from app.commands.demo import demo
from app.commands.one_line_errors import explained
from app.commands.serve import serve
from app.start import load_app, load_app_to_check, safe_settings
from app.version import VERSION


class CommandLine(FlaskGroup):
    """Flask's command line, which loads only what the command needs."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command; our own come first, so that only ``db`` loads Alembic."""
        if name == demo.name:  # it has settings of its own
            return explained(demo)
        if name == serve.name:  # each process of the server loads its own application
            safe_settings()
            return explained(serve)
        info = ctx.ensure_object(ScriptInfo)
        if name == "check":
            from app.commands.check import check  # brings the house

            info.create_app = load_app_to_check
            return explained(check)
        own = info.load_app().cli.get_command(ctx, name)
        return own or super().get_command(ctx, name)


def main() -> None:
    """Run ``stagedoor …``."""
    # Files that commands and the server write are for their owner only.
    os.umask(0o077)
    print_migrations()
    command_line = CommandLine(name="stagedoor", create_app=load_app, add_version_option=False)
    name_version = click.version_option(VERSION, message="%(prog)s %(version)s")
    name_version(command_line)()


def print_migrations() -> None:
    """Print a plain line per migration, instead of JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.addFilter(is_relevant)
    migrations = logging.getLogger("alembic.runtime.migration")
    migrations.setLevel(logging.INFO)
    migrations.addHandler(handler)
    migrations.propagate = False


def is_relevant(line: logging.LogRecord) -> bool:
    """Whether Alembic names a migration or a problem."""
    return line.levelno >= logging.WARNING or line.getMessage().startswith("Running")
