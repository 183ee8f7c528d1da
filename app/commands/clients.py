"""``stagedoor client …``: apps that others have registered."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.commands.lookups import find_client
from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_status import Status

clients = AppGroup("client", help="Apps that developers have registered.")


@clients.command("list")
@click.option("--status", type=click.Choice([status.value for status in Status]))
@click.option("--limit", default=200, show_default=True)
def list_clients(status: str | None, limit: int) -> None:
    """Print the apps, newest first: client id, state, owner, name."""
    found = select(Client).order_by(Client.id.desc()).limit(limit)
    condition = Client.status == status if status else Client.status != Status.DELETED
    for client in db.session.scalars(found.where(condition)):
        owner = client.owner.email if client.owner else "-"
        state = client.status if client.is_reviewed else f"{client.status}, not reviewed"
        click.echo(f"{client.client_id}  {state}  {owner}  {client.name}")


@clients.command("suspend")
@click.argument("client_id")
@click.option("--reason", required=True, help="Shown to its developer and to organizers.")
def suspend_client(client_id: str, reason: str) -> None:
    """Stop every token of an app at once."""
    client = find_client(client_id)
    _require(client, Status.LIVE)
    client.suspend(reason)
    db.session.commit()
    click.echo(f"{client.name} is suspended. Undo it with: stagedoor client restore {client_id}")


@clients.command("restore")
@click.argument("client_id")
def restore_client(client_id: str) -> None:
    """Lift a suspension; what organizers have not revoked works again."""
    client = find_client(client_id)
    _require(client, Status.SUSPENDED)
    client.restore()
    db.session.commit()
    click.echo(f"{client.name} is live again.")


@clients.command("review")
@click.argument("client_id")
def review_client(client_id: str) -> None:
    """Note that you have looked at an app; organizers are no longer warned of it."""
    client = find_client(client_id)
    client.review()
    db.session.commit()
    click.echo(f"{client.name} is reviewed.")


def _require(client: Client, status: Status) -> None:
    """End the command for a client in another status: restoring lets none past its review."""
    if client.status != status:
        raise click.ClickException(f"{client.name} is {client.status}, not {status}.")
