"""``stagedoor db copy``: moves an installation to another database, on either engine."""

import click
from flask.cli import with_appcontext

from app.commands.backups import report
from app.config import is_database, settings
from app.database import migrations
from app.database.copies import restore
from app.database.copies.engines import engine_of
from app.database.copies.errors import CopyError
from app.extensions import db


@click.command("copy")
@click.option(
    "--to",
    "url",
    required=True,
    envvar="COPY_TO",
    help="The database to fill. The variable COPY_TO keeps a password off the process list.",
)
@with_appcontext
def copy_database(url: str) -> None:
    """Copy every row into another database, which has to be empty.

    The tables are made there. Stop servers and workers first: what they write meanwhile stays
    behind. Then name the new database in DATABASE_URL.
    """
    if not is_database(url):
        raise click.ClickException("--to must be sqlite:///FILE or postgresql://USER@HOST/NAME.")
    target = settings().model_copy(update={"database_url": url}).database
    if target == settings().database:
        raise click.ClickException("--to names the database in use.")
    database = engine_of(target)
    if not restore.is_empty(database):
        raise click.ClickException("The database to fill holds data. Name an empty one.")
    try:
        count = restore.fill(database, db.engine, report)
    except CopyError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Copied {count:,} rows. Nothing was changed in the database in use.")
    with database.connect() as connection:
        if migrations.applied(connection) != migrations.newest():
            click.echo("It lacks migrations, too: set DATABASE_URL, then run stagedoor db upgrade.")
