"""``stagedoor user …``: accounts."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from app.commands.lookups import explaining_refusals, find_user
from app.extensions import db
from app.models.accounts.user import User
from app.models.operators import operators
from app.models.values.errors import LastOperatorError

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
    user.verify()
    user.store(by_command=True)
    db.session.commit()
    click.echo(f"Made the account {user.email}.")


@users.command("promote")
@click.argument("email")
def promote_user(email: str) -> None:
    """Make somebody an operator of this installation."""
    user = find_user(email)
    operators.appoint(user)
    db.session.commit()
    click.echo(f"{user.email} is an operator now.")


@users.command("demote")
@click.argument("email")
def demote_user(email: str) -> None:
    """Take back promote; the last operator stays one."""
    user = find_user(email)
    with keeping_an_operator():
        operators.dismiss(user)
    db.session.commit()
    click.echo(f"{user.email} is no operator any more.")


@users.command("disable")
@click.argument("email")
def disable_user(email: str) -> None:
    """Stop every session and token of somebody."""
    user = find_user(email)
    with keeping_an_operator():
        operators.lock_out(user)
    db.session.commit()
    click.echo(f"{user.email} is locked out. Undo it with: stagedoor user enable {user.email}")


@users.command("enable")
@click.argument("email")
def enable_user(email: str) -> None:
    """Undo disable."""
    user = find_user(email)
    user.enable()
    db.session.commit()
    click.echo(f"{user.email} can sign in again.")


@contextmanager
def keeping_an_operator() -> Iterator[None]:
    """End the command in words where it would leave nobody to run the installation."""
    try:
        yield
    except LastOperatorError:
        raise click.ClickException("This is the last operator. Promote somebody first.") from None
