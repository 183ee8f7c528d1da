"""How commands find what they are told about, and refuse what the house refuses."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.teams.team import Team
from app.models.values.errors import ValidationError


def find_user(email: str) -> User:
    """The account with this address; ends the command when there is none."""
    user = User.find_by_email(email)
    if user is None:
        raise click.ClickException(f"There is no account for {email}.")
    return user


def find_team(slug: str) -> Team:
    """The team with this slug, present or former; ends the command when there is none."""
    team = Team.find(slug)
    if team is None:
        raise click.ClickException(f"There is no team {slug}.")
    return team


def find_client(client_id: str) -> Client:
    """The client with this id; ends the command when there is none."""
    client = Client.find(client_id)
    if client is None:
        raise click.ClickException(f"There is no app {client_id}.")
    return client


@contextmanager
def explaining_refusals() -> Iterator[None]:
    """End the command with the house's own words when it refuses a value."""
    try:
        yield
    except ValidationError as error:
        raise click.ClickException(f"{error.field}: {error.message}") from None
