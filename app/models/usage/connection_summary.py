"""A summary of an app's connections: its grants, their teams and its last use."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam, case, distinct, func, select

from app.extensions import db
from app.models.clients.client import Client
from app.models.grants.grant import Grant, GrantTeam
from app.models.values import clock


@dataclass(frozen=True)
class ClientUse:
    """The number of live grants and of the teams they cover, and the time of the last request."""

    grants: int = 0
    teams: int = 0
    last_used_at: int | None = None


def summarize(clients: Sequence[Client]) -> dict[int, ClientUse]:
    """Return the use of each of ``clients`` by its id, in one query."""
    values = {"clients": [client.id for client in clients], "now": clock.now()}
    rows = db.session.execute(_uses(), values)
    uses = {row[0]: ClientUse(row[1], row[2], row[3]) for row in rows}
    return {client.id: uses.get(client.id, ClientUse()) for client in clients}


@cache  # building a statement takes as long as running it
def _uses() -> "Select[int, int, int, int | None]":
    is_live = Grant.is_live_at(bindparam("now"))
    return (
        select(
            Grant.client_id,
            func.count(distinct(case((is_live, Grant.id)))),
            func.count(distinct(case((is_live, GrantTeam.team_id)))),
            func.max(Grant.last_used_at),
        )
        .outerjoin(GrantTeam, GrantTeam.grant_id == Grant.id)
        .where(Grant.client_id.in_(bindparam("clients", expanding=True)))
        .group_by(Grant.client_id)
    )
