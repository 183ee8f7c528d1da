"""``stagedoor developer-team …``: the teams that own apps."""

import click
from flask.cli import AppGroup

from app.commands.lookups import committing, find_developer_team
from app.models.accounts.invitation import find_named
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.portal.clients.developer_teams import developer_mails

developer_teams = AppGroup("developer-team", help="Teams that own apps.")


@developer_teams.command("admin")
@click.argument("team_id")
@click.argument("email")
def appoint_admin(team_id: str, email: str) -> None:
    """Make the person with this confirmed address an admin, when no admin is left to do so."""
    team = find_developer_team(team_id)
    with committing():
        user = find_named(email)
        if user is None:
            raise click.ClickException(
                f"{email} is not a confirmed address. Ask its owner to sign up, then try again."
            )
        is_new = DeveloperMembership.appoint(team, user)
    member = DeveloperMembership.find(team, user)
    if not is_new or member is None:
        raise click.ClickException(f"{email} is an admin of {team.name} already.")
    developer_mails.send_appointed(member)
    click.echo(f"{email} is an admin of {team.name} now. All members are told.")
