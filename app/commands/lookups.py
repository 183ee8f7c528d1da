"""Look-ups of commands' arguments, and errors of the house as errors of a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.models.teams.team import Team
from app.models.values.errors import LastOperatorError, ValidationError


def find_user(email: str) -> User:
    """Return the account with this address; raises ClickException when there is none."""
    return User.find_by_email(email) or _fail(f"There is no account for {email}.")


def find_team(slug: str) -> Team:
    """Return the team with this slug, present or former; raises ClickException for none."""
    return Team.find(slug) or _fail(f"There is no team {slug}.")


def find_developer_team(team_id: str) -> DeveloperTeam:
    """Return the developer team with this ID; raises ClickException when there is none."""
    return DeveloperTeam.find(team_id) or _fail(f"There is no developer team {team_id}.")


def find_client(client_id: str) -> Client:
    """Return the client with this ID; raises ClickException when there is none."""
    return Client.find(client_id) or _fail(f"There is no app {client_id}.")


@contextmanager
def committing() -> Iterator[None]:
    """Commit what is done within, or raise ClickException saying why the house refused it."""
    try:
        yield
        db.session.commit()
    except ValidationError as error:
        raise click.ClickException(f"{error.field}: {error.message}") from None
    except LastOperatorError:
        raise click.ClickException(
            "This is the last operator. Promote another user first."
        ) from None


def _fail(message: str) -> NoReturn:
    raise click.ClickException(message)
