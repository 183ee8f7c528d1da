"""``stagedoor keys …``: the keys that sign tokens."""

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from app.commands.lookups import committing
from app.models.credentials.signing_keys import signing_key
from app.models.credentials.signing_keys.signing_key import SigningKey
from app.models.values import clock

keys = AppGroup("keys", help="The keys that sign ID tokens and other tokens.")


@keys.command("list")
def list_keys() -> None:
    """Print the published keys, newest first: key ID, algorithm, state. The first are made."""
    with committing():
        signing_key.make_missing()
    in_use = {key.kid for key in SigningKey.list_in_use()}
    for key in SigningKey.list_published():
        state = _describe(key, is_in_use=key.kid in in_use)
        click.echo(f"{key.kid}  {key.alg:<5}  made {_day(key.created_at)}  {state}")


@keys.command("rotate")
@click.option(
    "--compromised",
    is_flag=True,
    help="The keys leaked: withdraw them at once. What they signed is no longer valid.",
)
def rotate_keys(compromised: bool) -> None:
    """Replace the keys by new ones, which are published first, so that no token is refused."""
    with committing():
        signing_key.make_missing()
        made = signing_key.replace_compromised() if compromised else signing_key.rotate()
    for key in made:
        click.echo(f"{key.kid}  {key.alg:<5}  {_describe(key, is_in_use=False)}")
    if compromised:
        click.echo("The former keys are withdrawn. Apps may refuse new tokens for some minutes.")


def _describe(key: SigningKey, *, is_in_use: bool) -> str:
    if not key.is_readable:
        return "unreadable: its SECRET_KEY is not set. Run stagedoor keys rotate."
    if key.active_at > clock.now():
        return f"signs from {_time(key.active_at)}"
    if key.retires_at is not None:
        signs = "signs, " if is_in_use else ""
        return f"{signs}published until {_time(key.retires_at)}"
    return "signs"


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"


def _time(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
