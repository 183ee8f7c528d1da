"""``stagedoor user …``: accounts."""

import click
from flask.cli import AppGroup

from app.commands.lookups import committing, find_user
from app.commands.prompts import ask_secret
from app.models.accounts.second_factors import second_factors
from app.models.accounts.user import User
from app.models.operators import operator_invitation, operators
from app.models.values import email_address
from app.portal import mails
from app.portal.operators import operator_mails

users = AppGroup("user", help="User accounts.")


@users.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option(
    "--password",
    help="Without it you are asked, which no shell history keeps; without a terminal, the first"
    " line of standard input counts.",
)
def create_user(email: str, name: str, password: str | None) -> None:
    """Create an account that can sign in at once."""
    if User.find_by_email(email) is not None:
        raise click.ClickException(f"There is an account for {email} already.")
    password = password or ask_secret("Password", option="--password")
    with committing():
        user = User.register(email=email, name=name, new_password=password)
        user.verify()
        user.store(by_command=True)
    click.echo(f"Created the account {user.email}.")


@users.command("confirm")
@click.argument("email")
def confirm_user(email: str) -> None:
    """Record that the address is the person's, as you know them; nothing of theirs ends."""
    user = find_user(email)
    if user.verified_at is not None:
        raise click.ClickException(f"{user.email} is confirmed already.")
    with committing():
        user.vouch_for()
    click.echo(f"{user.email} is confirmed.")


@users.command("promote")
@click.argument("email")
def promote_user(email: str) -> None:
    """Make a user an operator, at once if their address is confirmed; else invite them."""
    with committing():
        key = operator_invitation.name(email, by=None)
    address = email_address.parse(email)
    if key is None:
        click.echo(f"{address} is an operator now.")
        return
    mails.send_operator_invitation(address, key)
    click.echo(
        f"{address} is not a confirmed address, so an invitation is being mailed there. Its holder"
        f" is an operator once they accept; stagedoor user demote {address} withdraws it."
    )


@users.command("demote")
@click.argument("email")
def demote_user(email: str) -> None:
    """Undo promote, also an invitation; the last operator cannot be demoted."""
    with committing():
        is_withdrawn = operator_invitation.withdraw(email)
    if is_withdrawn:
        click.echo(f"The invitation to {email} is withdrawn.")
    user = User.find_by_email(email)
    if is_withdrawn and (user is None or not user.is_operator):
        return
    user = find_user(email)
    with committing():
        operators.dismiss(user)
    click.echo(f"{user.email} is no longer an operator.")


@users.command("reset-factors")
@click.argument("email")
@click.option("--reason", help="The user and operators read it.")
def reset_factors(email: str, reason: str | None) -> None:
    """End the second factors of a user who lost them: the password alone signs in then."""
    user = find_user(email)
    with committing():
        has_ended = second_factors.end_all(user, reason)
    if not has_ended:
        raise click.ClickException(f"{user.email} has no second factor.")
    operator_mails.send_factors_ended(user, reason)
    click.echo(f"{user.email} signs in with the password alone now.")


@users.command("disable")
@click.argument("email")
def disable_user(email: str) -> None:
    """Disable an account: every session and token of it stops working."""
    user = find_user(email)
    with committing():
        operators.lock_out(user)
    click.echo(f"{user.email} is disabled. Undo it with: stagedoor user enable {user.email}")


@users.command("enable")
@click.argument("email")
def enable_user(email: str) -> None:
    """Undo disable."""
    user = find_user(email)
    with committing():
        user.enable()
    click.echo(f"{user.email} can sign in again.")
