"""Whether an app may be connected to a team now: what the team's policy says of it.

It is decided wherever a grant begins or is widened. What is connected already stays.
"""

from collections.abc import Sequence

from app.models.clients.client import Client
from app.models.clients.client_status import PERSONAL
from app.models.grants.grant import Grant
from app.models.teams.team import ConnectPolicy, Team


def allows(team: Team, client: Client) -> bool:
    """Whether an owner of ``team`` may authorize ``client`` for it.

    Personal tokens are no app; a team allows or forbids them by themselves.
    """
    is_open = team.connect_policy != ConnectPolicy.REVIEWED or client.source == PERSONAL
    return is_open or client.is_reviewed


def find_refusing(teams: Sequence[Team], client: Client) -> Team | None:
    """The first of ``teams`` that does not let ``client`` connect; None when all do."""
    return next((team for team in teams if not allows(team, client)), None)


def allows_silently(grant: Grant) -> bool:
    """Whether all teams of ``grant`` let its client be authorized again without a page."""
    return all(
        team.connect_policy != ConnectPolicy.ASK and allows(team, grant.client)
        for team in grant.teams
    )
