"""The demo's developer team: the developer, a colleague, and an app that both work on."""

from collections.abc import Mapping

from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_metadata import ClientMetadata
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import DeveloperRole
from app.models.clients.developer_teams.developer_team import DeveloperTeam

NAME = "Quayside Software"
APP = ClientMetadata(
    name="Season Planner",
    website="https://planner.example.org",
    description="Plans a season with all who work on it.",
    redirect_uris=("https://planner.example.org/callback",),
    scopes=frozenset({"events:write", "offline_access"}),
)


def add_developer_team(people: Mapping[str, User]) -> None:
    """Add it unless it was made before; a deleted one stays deleted."""
    if db.session.scalar(select(DeveloperTeam.id).where(DeveloperTeam.name == NAME)) is not None:
        return
    team = DeveloperMembership.found_team(NAME, people["dev"])
    DeveloperMembership.begin(team, people["cleo"], DeveloperRole.DEVELOPER)
    client, _secret = Client.register(team, APP.checked())
    client.review()
    db.session.flush()
