"""A summary of an app's connections: its grants, their teams and its last use."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, distinct, func, select

from app.extensions import db
from app.models.clients.client import Client
from app.models.grants.grant import Grant, GrantTeam


@dataclass(frozen=True)
class ClientUse:
    """The number of live grants and of the teams they cover, and the time of the last request."""

    grants: int = 0
    teams: int = 0
    last_used_at: int | None = None


def summarize(clients: Sequence[Client]) -> dict[int, ClientUse]:
    """Return the use of each of ``clients`` by its id, in one query."""
    rows = db.session.execute(
        select(
            Grant.client_id,
            func.count(distinct(case((Grant.is_live, Grant.id)))),
            func.count(distinct(case((Grant.is_live, GrantTeam.team_id)))),
            func.max(Grant.last_used_at),
        )
        .outerjoin(GrantTeam, GrantTeam.grant_id == Grant.id)
        .where(Grant.client_id.in_([client.id for client in clients]))
        .group_by(Grant.client_id)
    )
    uses = {row[0]: ClientUse(row[1], row[2], row[3]) for row in rows}
    return {client.id: uses.get(client.id, ClientUse()) for client in clients}
