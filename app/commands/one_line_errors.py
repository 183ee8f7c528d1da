"""What is wrong with the set-up ends a command in one line, whichever command it is."""

import sqlite3
import sys
from copy import copy
from functools import partial
from typing import Any

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from app.checks import unreachable
from app.checks.database_checks import describe_obstacle
from app.config import UnsafeSettingsError
from app.database.stored_text import UnstorableTextError
from app.extensions import db

INSUFFICIENT_PRIVILEGE = "42501"  # SQLSTATE
# These say themselves what they need of the database.
WITHOUT_DATABASE = frozenset({"backup", "check", "db", "demo", "restore", "serve"})


def explained(command: click.Command) -> click.Command:
    """Return a copy of ``command`` that fails with one line where the set-up is at fault.

    Commands that need the database are not begun before it is ready.
    """
    return _explain(command, needs_database=command.name not in WITHOUT_DATABASE)


def _explain(command: click.Command, *, needs_database: bool) -> click.Command:
    copied = copy(command)
    if isinstance(command, click.Group) and isinstance(copied, click.Group):
        copied.commands = {
            name: _explain(each, needs_database=needs_database)
            for name, each in command.commands.items()
        }
    else:
        invoke = partial(_invoke, command, needs_database=needs_database)
        setattr(copied, "invoke", invoke)  # noqa: B010  # of this one command, not of its class
    return copied


def _invoke(command: click.Command, ctx: click.Context, *, needs_database: bool) -> Any:
    try:
        if needs_database:
            _require_database(ctx.ensure_object(ScriptInfo).load_app())
        return command.invoke(ctx)
    except (SQLAlchemyError, sqlite3.Error) as error:
        _explain_database(ctx, error)
        raise
    except (UnstorableTextError, UnicodeEncodeError):
        message = "An argument is not valid text, or too long. Nothing was changed."
        raise click.ClickException(message) from None
    except UnsafeSettingsError as error:
        sys.exit(f"stagedoor: {error}")
    except OSError as error:
        if error.strerror is None or isinstance(error, BrokenPipeError):
            raise  # the latter is no fault: Click ends quietly, as under `| head`
        where = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(f"{where}{error.strerror}.") from None


def _require_database(app: Flask) -> None:
    """Raise ClickException when the database cannot be used."""
    with app.app_context():
        obstacle = describe_obstacle(db.engine)
    if obstacle is not None:
        raise click.ClickException(f"The database {obstacle}")


def _explain_database(ctx: click.Context, error: Exception) -> None:
    """Raise ClickException unless ``error`` is a fault of the program."""
    if getattr(getattr(error, "orig", None), "sqlstate", None) == INSUFFICIENT_PRIVILEGE:
        raise click.ClickException(f"The database {unreachable.reason_of(error)}") from None
    _require_database(ctx.ensure_object(ScriptInfo).load_app())
    if isinstance(error, OperationalError | InterfaceError | sqlite3.Error):
        cause = getattr(error, "orig", error)
        reason = str(cause).strip().partition("\n")[0]
        raise click.ClickException(f"The database refused: {reason}") from None
