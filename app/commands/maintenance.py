"""``stagedoor purge``: the daily maintenance of an installation."""

import click
from flask.cli import with_appcontext

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
