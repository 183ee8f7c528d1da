"""``stagedoor user …``: accounts."""

import click
from flask.cli import AppGroup

from app.commands.lookups import explaining_refusals, find_user
from app.extensions import db
from app.models.audit_event import AuditEvent
from app.models.user import User

users = AppGroup("user", help="Accounts of people.")


@users.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--password", help="Asked for when it is not given, so that no history keeps it.")
def create_user(email: str, name: str, password: str | None) -> None:
    """Make an account that can sign in at once."""
    if User.find_by_email(email) is not None:
        raise click.ClickException(f"There is an account for {email} already.")
    password = password or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    with explaining_refusals():
        user = User.register(email=email, name=name, new_password=password)
    db.session.add(user)
    AuditEvent.record("user.created", account=user.email)
    db.session.commit()
    click.echo(f"Made the account {user.email}.")


@users.command("promote")
@click.argument("email")
def promote_user(email: str) -> None:
    """Make somebody an operator of this installation."""
    user = find_user(email)
    user.is_operator = True
    AuditEvent.record("user.promoted", account=user.email)
    db.session.commit()
    click.echo(f"{user.email} is an operator now.")


@users.command("disable")
@click.argument("email")
def disable_user(email: str) -> None:
    """Stop every session and token of somebody."""
    user = find_user(email)
    user.disable()
    AuditEvent.record("user.disabled", account=user.email)
    db.session.commit()
    click.echo(f"{user.email} is locked out. Undo it with: stagedoor user enable {user.email}")


@users.command("enable")
@click.argument("email")
def enable_user(email: str) -> None:
    """Undo disable."""
    user = find_user(email)
    user.enable()
    AuditEvent.record("user.enabled", account=user.email)
    db.session.commit()
    click.echo(f"{user.email} can sign in again.")
