"""``stagedoor purge``: the daily maintenance of an installation."""

import click
from flask import current_app
from flask.cli import with_appcontext

from app.extensions import db
from app.models.housekeeping import purge as housekeeping
from app.observability import tracing


@click.command("purge")
@with_appcontext
def purge() -> None:
    """Remove expired codes, tokens, sessions and links, but nothing usable and no audit line."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    removed = tracing.run_task(app, "purge", housekeeping.purge)
    db.session.commit()
    counts = [f"{count} {kind}" for kind, count in removed.items() if count]
    click.echo(", ".join(counts) or "Nothing to remove.")
