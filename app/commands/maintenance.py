"""``stagedoor purge`` and ``backup``: the maintenance of an installation."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.commands.database_copy import copy_database
from app.config import settings
from app.database import migrations
from app.extensions import db
from app.models.housekeeping import purge as housekeeping


@click.command("purge")
@with_appcontext
def purge() -> None:
    """Remove expired codes, tokens, sessions and links, but nothing usable and no audit line."""
    removed = housekeeping.purge()
    db.session.commit()
    counts = [f"{count} {kind}" for kind, count in removed.items() if count]
    click.echo(", ".join(counts) or "Nothing to remove.")


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(file: Path) -> None:
    """Copy the database to FILE while it is in use."""
    if file.exists():
        raise click.ClickException(f"{file} is there already. Name a new file.")
    with db.engine.connect() as connection:
        if migrations.applied(connection) is None:
            raise click.ClickException("The database is empty. Look at DATABASE_URL.")
    copy_database(settings(), file)
    click.echo(f"Copied the database to {file}, {file.stat().st_size:,} bytes.")
    click.echo("Restoring needs the same SECRET_KEY, or secret_key of STAGEDOOR_HOME.")
