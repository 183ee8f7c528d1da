"""``stagedoor client …``: registered apps."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.commands.lookups import committing, find_client
from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.clients.registrations import client_document

clients = AppGroup("client", help="Apps that developers have registered.")


@clients.command("list")
@click.option("--status", type=click.Choice([status.value for status in Status]))
@click.option("--limit", default=200, show_default=True)
def list_clients(status: str | None, limit: int) -> None:
    """Print the apps, newest first: client ID, state, owner, name."""
    condition = Client.status == status if status else Client.status != Status.DELETED
    newest = select(Client).where(condition).order_by(Client.id.desc()).limit(limit)
    for client in db.session.scalars(newest):
        owner = _describe_owner(client)
        state = client.status if client.is_reviewed else f"{client.status}, not reviewed"
        click.echo(f"{client.client_id}  {state}  {owner}  {client.name}")


@clients.command("suspend")
@click.argument("client_id")
@click.option("--reason", required=True, help="Shown to its developer and to organizers.")
def suspend_client(client_id: str, reason: str) -> None:
    """Stop every token of an app immediately."""
    client = find_client(client_id)
    _require(client, Status.LIVE)
    with committing():
        client.suspend(reason)
    click.echo(f"{client.name} is suspended. Undo it with: stagedoor client restore {client_id}")


@clients.command("suspend-host")
@click.argument("host")
@click.option("--reason", required=True, help="Shown to organizers.")
def suspend_host(host: str, reason: str) -> None:
    """Stop every app whose client ID is a URL at a host; new ones are refused from then on."""
    live = client_document.list_live_at(host)
    if not live:
        raise click.ClickException(f"No live app has a client ID at {host}.")
    with committing():
        for client in live:
            client.suspend(reason)
    click.echo(f"{len(live)} apps are suspended. Undo it with: stagedoor client restore URL")


@clients.command("restore")
@click.argument("client_id")
def restore_client(client_id: str) -> None:
    """Lift a suspension; connections that were not revoked work again."""
    client = find_client(client_id)
    _require(client, Status.SUSPENDED)
    with committing():
        client.restore()
    click.echo(f"{client.name} is live again.")


@clients.command("review")
@click.argument("client_id")
def review_client(client_id: str) -> None:
    """Mark an app as reviewed; organizers are no longer warned of it."""
    client = find_client(client_id)
    with committing():
        client.review()
    click.echo(f"{client.name} is reviewed.")


def _describe_owner(client: Client) -> str:
    if client.owner_team is not None:
        return f"{client.owner_team.name} ({client.owner_team.public_id})"
    return client.owner_person.email if client.owner_person is not None else "-"


def _require(client: Client, status: Status) -> None:
    """End the command for a client in another status: restoring must not replace a review."""
    if client.status != status:
        raise click.ClickException(f"{client.name} is {client.status}, not {status}.")
