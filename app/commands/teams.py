"""``stagedoor team …``: teams."""

import click
from flask.cli import AppGroup

from app.commands.lookups import committing, find_user
from app.models.teams.membership import Membership

teams = AppGroup("team", help="Teams that put on events.")


@teams.command("create")
@click.option("--name", required=True)
@click.option("--owner", required=True, help="The e-mail address of an account.")
@click.option("--slug", default="", help="The default is made from the name.")
@click.option("--timezone", default="UTC", show_default=True)
def create_team(name: str, owner: str, slug: str, timezone: str) -> None:
    """Create a team with its first owner."""
    user = find_user(owner)
    with committing():
        team = Membership.found_team(name=name, owner=user, slug=slug, timezone=timezone)
    click.echo(f"Created the team {team.slug}, team ID {team.public_id}.")
