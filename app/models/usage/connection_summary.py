"""How much clients are used, as their developers see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, distinct, func, or_, select

from app.extensions import db
from app.models.clients.client import Client
from app.models.grants.grant import Grant, GrantStatus, GrantTeam
from app.models.values import clock


@dataclass(frozen=True)
class ClientUse:
    """What stands for a client now: permissions, the teams they are for, the last request."""

    grants: int = 0
    teams: int = 0
    last_used_at: int | None = None


def summarize(clients: Sequence[Client]) -> dict[int, ClientUse]:
    """The use of each of ``clients`` by its number, read with one statement."""
    is_live = and_(
        Grant.status == GrantStatus.ACTIVE,
        or_(Grant.expires_at.is_(None), Grant.expires_at > clock.now()),
    )
    rows = db.session.execute(
        select(
            Grant.client_id,
            func.count(distinct(case((is_live, Grant.id)))),
            func.count(distinct(case((is_live, GrantTeam.team_id)))),
            func.max(Grant.last_used_at),
        )
        .outerjoin(GrantTeam, GrantTeam.grant_id == Grant.id)
        .where(Grant.client_id.in_([client.id for client in clients]))
        .group_by(Grant.client_id)
    )
    found = {row[0]: ClientUse(row[1], row[2], row[3]) for row in rows}
    return {client.id: found.get(client.id, ClientUse()) for client in clients}
