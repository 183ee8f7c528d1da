"""A summary of an app's connections: its grants, their teams and its last use.

It costs the same however many there are: see connection_total.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, exists, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models.clients import client_search
from app.models.clients.client import Client
from app.models.grants import connection_total
from app.models.grants.connection_total import ConnectionTotal
from app.models.values import clock


@dataclass(frozen=True)
class ClientUse:
    """The number of live grants and of the teams they cover, and the time of the last request.

    They are those of now, or of ``counted_at``; ``has_more`` than these while an app has many and
    the worker has not counted them.
    """

    grants: int = 0
    teams: int = 0
    last_used_at: int | None = None
    counted_at: int | None = None
    has_more: bool = False

    @classmethod
    def total(cls, uses: Iterable["ClientUse"]) -> "ClientUse":
        """The grants of several apps together; a team may be one of several."""
        every = list(uses)
        return cls(grants=sum(use.grants for use in every), has_more=any(u.has_more for u in every))


def summarize(clients: Sequence[Client]) -> dict[int, ClientUse]:
    """Return the use of each of ``clients`` by its id, in one query."""
    values = {"clients": [client.id for client in clients], **_moment()}
    uses = {row[-1]: _use_of(row) for row in db.session.execute(_uses(), values)}
    return {client.id: uses.get(client.id, ClientUse()) for client in clients}


def with_namesake(client: Client) -> tuple[ClientUse, bool]:
    """Return the use of one client, and whether another developer's app looks like it."""
    values = {"client": client.id, **_moment(), **client_search.namesake_values(client)}
    row = db.session.execute(_use_with_namesake(client.owns_its_name), values).one()
    return _use_of(row), row[-1]


def _moment() -> dict[str, int]:
    return {"now": clock.now(), "most": connection_total.MOST + 1}


def _use_of(row: Row[Any]) -> ClientUse:
    if row.grants is not None:
        return ClientUse(row.grants, row.teams, row.last_used_at, row.counted_at)
    # A server of the release before stores uses with grants alone.
    uses = (row.last_used_at, row.last_used_now)
    last = max((at for at in uses if at is not None), default=None)
    if row.grants_now <= (most := connection_total.MOST):
        return ClientUse(row.grants_now, row.teams_now, last)
    return ClientUse(most, min(row.teams_now, most), last, has_more=True)


@cache  # building a statement takes as long as running it
def _uses() -> "Select[Any]":
    app = aliased(Client)
    return _use(app).add_columns(app.id).where(app.id.in_(bindparam("clients", expanding=True)))


@cache
def _use_with_namesake(owns_its_name: bool) -> "Select[Any]":
    app = aliased(Client)
    has_namesake = exists(client_search.namesakes(owns_its_name))
    return _use(app).add_columns(has_namesake).where(app.id == bindparam("client"))


def _use(app: type[Client]) -> "Select[Any]":
    """What is kept, and where nothing was counted the numbers of now, each at most ``most``."""
    total = ConnectionTotal
    live = connection_total.live_of(app.id, bindparam("now"), most=bindparam("most")).correlate(app)
    is_uncounted = total.grants.is_(None)
    return (
        select(
            *(total.last_used_at, total.grants, total.teams, total.counted_at),
            case((is_uncounted, connection_total.count_grants(live))).label("grants_now"),
            case((is_uncounted, connection_total.count_teams(live))).label("teams_now"),
            case((is_uncounted, connection_total.latest_use(live))).label("last_used_now"),
        )
        .select_from(app)
        .outerjoin(total, total.client_id == app.id)
    )
