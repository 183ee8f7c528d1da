"""The operator's command line, ``stagedoor`` (also ``flask --app wsgi``)."""

import logging
import os
import sys

from app import create_app
from app.config import UnsafeSettingsError, read_settings


def main() -> None:
    """Run ``stagedoor …``; an unsafe start ends with one line that names the setting."""
    try:
        read_settings().refuse_unsafe_start()
    except UnsafeSettingsError as error:
        sys.exit(f"stagedoor: {error}")
    # What commands and the server write (database, keys, mail) is for its owner alone.
    os.umask(0o077)
    # Only now, so that a start is refused before a second goes into loading everything.
    from flask.cli import FlaskGroup

    write_migrations_plainly()
    FlaskGroup(name="stagedoor", create_app=create_app, add_version_option=False)()


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
