"""Disconnecting an app from a team, with everything that it has there.

It is here because it reaches rooms that import that of grants.
"""

from collections.abc import Sequence

from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.feeds.feed_link import FeedLink
from app.models.grants import team_connections
from app.models.grants.grant import Grant
from app.models.grants.grant_removal import GrantRemoval
from app.models.teams.team import Team


def disconnect(team: Team, client: Client, *, by: User) -> Sequence[Grant]:
    """End all that members allow ``client`` for ``team``, and the feed links that it made there.

    A consent page tells each member that the owner ``by`` did so, before they connect it again.

    Returns the grants that ended, or lost this team.
    """
    grants = team_connections.disconnect(team, client)
    for grant in grants:
        GrantRemoval.add_team(grant, team, by)
    for link in list_links(team, client):
        link.revoke()
    return grants


def list_links(team: Team, client: Client) -> Sequence[FeedLink]:
    """The feed links of ``team`` that ``client`` made and that are not revoked, newest first."""
    through_it = select(Grant.id).where(Grant.client_id == client.id)
    links = select(FeedLink).where(
        FeedLink.team_id == team.id,
        FeedLink.grant_id.in_(through_it),
        FeedLink.revoked_at.is_(None),
    )
    return db.session.scalars(links.order_by(FeedLink.id.desc())).all()
