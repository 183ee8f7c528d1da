"""``stagedoor purge``, ``check`` and ``backup``: the maintenance of an installation."""

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.commands.database_copy import copy_database
from app.config import settings
from app.database import migrations
from app.extensions import db
from app.models.housekeeping import invariants
from app.models.housekeeping import purge as housekeeping


@click.command("purge")
@with_appcontext
def purge() -> None:
    """Remove expired codes, tokens, sessions and links, but nothing usable and no audit line."""
    removed = housekeeping.purge()
    db.session.commit()
    counts = [f"{count} {kind}" for kind, count in removed.items() if count]
    click.echo(", ".join(counts) or "Nothing to remove.")


@click.command("check")
@with_appcontext
def check() -> None:
    """Check that the settings are safe, the database is ready and its rows are consistent."""
    # Unsafe settings have stopped the program before.
    click.echo("Settings: safe.")
    obstacle = migrations.find_obstacle(db.engine)
    if obstacle is not None:
        click.echo(f"Database: {migrations.OBSTACLES[obstacle]}")
        sys.exit(1)
    click.echo("Database: reachable, every migration applied.")
    broken = invariants.find_broken()
    for sentence in broken or ["sound."]:
        click.echo(f"Rows: {sentence}")
    sys.exit(1 if broken else 0)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(file: Path) -> None:
    """Copy the database to FILE while it is in use."""
    if file.exists():
        raise click.ClickException(f"{file} is there already. Name a new file.")
    copy_database(settings(), file)
    click.echo(f"Copied the database to {file}, {file.stat().st_size:,} bytes.")
    click.echo("Restoring needs the same SECRET_KEY, or secret_key of STAGEDOOR_HOME.")
