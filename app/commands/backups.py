"""``stagedoor backup`` and ``restore``: an installation's data in one file, and back."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask.cli import with_appcontext

from app.database import migrations
from app.database.copies import backup_file, restore
from app.database.copies.errors import CopyError
from app.extensions import db

NAME = "stagedoor-%Y%m%dT%H%M%SZ.backup"  # in a folder; in UTC, so that names sort by age
PATTERN = f"stagedoor-{'[0-9]' * 8}T{'[0-9]' * 6}Z.backup"


def report(table: str, count: int) -> None:
    """Print how far a long copy is."""
    click.echo(f"{table}: {count:,} rows …", err=True)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    help="Remove all but this number of backups; FILE is then a folder.",
)
@with_appcontext
def backup(file: Path, keep: int | None) -> None:
    """Copy the database to FILE while it is in use; in a folder the file is named by the time."""
    folder = file if file.is_dir() else None
    if keep is not None and folder is None:
        raise click.ClickException("--keep goes with a folder. Name one that exists.")
    if folder is not None:
        file = folder / time.strftime(NAME, time.gmtime())
    if file.exists():
        raise click.ClickException(f"{file} is there already. Name a new file.")
    with db.engine.connect() as connection:
        if migrations.applied(connection) is None:
            raise click.ClickException("The database is empty. Look at DATABASE_URL.")
    try:
        backup_file.write(db.engine, file, report)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from None
    except CopyError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Copied the database to {file}, {file.stat().st_size:,} bytes.")
    if folder is not None and keep is not None:
        _remove_older(folder, keep)
    click.echo("Restoring needs the same SECRET_KEY, or secret_key of STAGEDOOR_HOME.")


def _remove_older(folder: Path, keep: int) -> None:
    for old in sorted(folder.glob(PATTERN), reverse=True)[keep:]:
        old.unlink()
        click.echo(f"Removed {old}.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Replace what the database holds.")
@click.option(
    "--resync",
    is_flag=True,
    help="Let apps read their teams from the beginning: changes after the backup are lost.",
)
@with_appcontext
def restore_backup(file: Path, replace: bool, resync: bool) -> None:
    """Fill the database from a backup of either engine, and bring it to the newest migration.

    Stop servers and workers first. A database that holds data is refused without --replace.
    """
    if not replace and not restore.is_empty(db.engine):
        raise click.ClickException(
            "The database holds data. Name an empty one in DATABASE_URL, or give --replace to lose"
            " what it holds. Nothing was changed."
        )
    try:
        _restore(file, resync=resync)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from None
    except CopyError as error:
        raise click.ClickException(f"{file} was not restored. {error}") from None
    click.echo(f"Restored {file}. Start servers and workers again.")
    click.echo("What was revoked or deleted after the backup is valid again: look at its age.")


def _restore(file: Path, *, resync: bool) -> None:
    is_file = db.engine.dialect.name == "sqlite"
    database = Path(db.engine.url.database or "")
    db.engine.dispose()  # of this process; a connection of its own would be in the way
    with (
        TemporaryDirectory(dir=database.parent if is_file else None) as folder,
        restore.staged(file, Path(folder)) as stage,
    ):
        if resync:
            restore.forget_walks(stage)
        if is_file:
            restore.fill_file(database, stage)
        else:
            restore.fill(db.engine, stage, report)
