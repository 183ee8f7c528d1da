"""A summary of an app's connections: its grants, their teams and its last use."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam, case, distinct, exists, func, select

from app.extensions import db
from app.models.clients import client_search
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
    uses = {number: ClientUse(grants, teams, last) for grants, teams, last, number in rows}
    return {client.id: uses.get(client.id, ClientUse()) for client in clients}


def with_namesake(client: Client) -> tuple[ClientUse, bool]:
    """Return the use of one client, and whether another developer's app looks like it."""
    values = {"client": client.id, "now": clock.now(), **client_search.namesake_values(client)}
    row = db.session.execute(_use_with_namesake(client.owns_its_name), values).one()
    return ClientUse(*row[:3]), row[3]


@cache  # building a statement takes as long as running it
def _uses() -> "Select[int, int, int | None, int]":
    clients = Grant.client_id.in_(bindparam("clients", expanding=True))
    return _use().add_columns(Grant.client_id).where(clients).group_by(Grant.client_id)


@cache
def _use_with_namesake(owns_its_name: bool) -> "Select[int, int, int | None, bool]":
    has_namesake = exists(client_search.namesakes(owns_its_name))
    return _use().add_columns(has_namesake).where(Grant.client_id == bindparam("client"))


def _use() -> "Select[int, int, int | None]":
    is_live = Grant.is_live_at(bindparam("now"))
    return select(
        func.count(distinct(case((is_live, Grant.id)))),
        func.count(distinct(case((is_live, GrantTeam.team_id)))),
        func.max(Grant.last_used_at),
    ).outerjoin(GrantTeam, GrantTeam.grant_id == Grant.id)
