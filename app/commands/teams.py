"""``stagedoor team …``: teams."""

import click
from flask.cli import AppGroup

from app.commands.lookups import committing, find_team
from app.models.operators import team_handover
from app.models.operators.team_handover import FormerOwners, Terms
from app.models.teams.team import Team
from app.models.values import email_address, zone_places
from app.portal import mails

teams = AppGroup("team", help="Teams that put on events.")


@teams.command("create")
@click.option("--name", required=True)
@click.option("--owner", required=True, help="The e-mail address of its first owner.")
@click.option("--slug", default="", help="The default is made from the name.")
@click.option("--timezone", default="UTC", show_default=True, help="A city or an IANA name.")
def create_team(name: str, owner: str, slug: str, timezone: str) -> None:
    """Create a team with its first owner, who is invited if the address is not confirmed."""
    with committing():
        zone = zone_places.find(timezone)
        team, key = team_handover.found_team(name=name, owner=owner, slug=slug, timezone=zone)
    click.echo(f"Created the team {team.slug}, team ID {team.public_id}.")
    if key is not None:
        _invite(team, owner, key)


@teams.command("owner")
@click.argument("slug")
@click.argument("email")
@click.option(
    "--former",
    type=click.Choice([choice.value for choice in FormerOwners]),
    default=FormerOwners.KEEP.value,
    show_default=True,
    help="What becomes of the present owners: they stay owners, or become editors.",
)
@click.option("--reason", default="", help="Members read it in a mail.")
def hand_over_team(slug: str, email: str, former: str, reason: str) -> None:
    """Make a person an owner of a team, at once if their address is confirmed; else invite them."""
    team = find_team(slug)
    with committing():
        terms = Terms(FormerOwners(former), reason)
        key = team_handover.name_owner(team, email, by=None, terms=terms)
    if key is not None:
        _invite(team, email, key)
        return
    click.echo(f"{email} is an owner of {team.slug} now. All members are told.")


def _invite(team: Team, email: str, key: str) -> None:
    address = email_address.parse(email)
    mails.send_handover_offer(address, team, key)
    click.echo(
        f"{address} is not a confirmed address, so an invitation is being mailed there. It is the"
        f" owner of {team.slug} once it is accepted."
    )
