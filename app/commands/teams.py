"""``stagedoor team …``: teams."""

import click
from flask.cli import AppGroup

from app.commands.lookups import explaining_refusals, find_user
from app.extensions import db
from app.models.teams.membership import Membership

teams = AppGroup("team", help="Teams that put on events.")


@teams.command("create")
@click.option("--name", required=True)
@click.option("--owner", required=True, help="The e-mail address of an account.")
@click.option("--slug", default="", help="Made from the name when it is not given.")
@click.option("--timezone", default="UTC", show_default=True)
def create_team(name: str, owner: str, slug: str, timezone: str) -> None:
    """Make a team with its first owner."""
    person = find_user(owner)
    with explaining_refusals():
        team = Membership.found_team(name=name, owner=person, slug=slug, timezone=timezone)
    db.session.commit()
    click.echo(f"Made the team {team.slug}, team id {team.public_id}.")
