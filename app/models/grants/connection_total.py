"""What is kept of an app's connections: when one was last used, and how many there are of many.

Up to MOST grants are counted when a page shows them. Those of an app with more are counted by the
worker, so that no approval waits for a row that all approvals of the app would change.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    ScalarSelect,
    Select,
    distinct,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from app.database.batches import batches
from app.extensions import db
from app.models.clients.client import Client
from app.models.grants.grant import Grant, GrantTeam
from app.models.values import clock

MOST = 1_000  # grants of an app that a page counts
SLICE = 200  # apps that one statement looks through for those with more


class ConnectionTotal(db.Model):
    """The connections of one client.

    ``grants`` and ``teams`` are those of ``counted_at``, and None while pages count them.
    No foreign key: a row that is gone must not prevent a batch of uses from being written.
    """

    __tablename__ = "connection_total"

    client_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_used_at: Mapped[int | None]
    grants: Mapped[int | None]
    teams: Mapped[int | None]
    counted_at: Mapped[int | None]


class Candidate(NamedTuple):
    """A client that the worker looks at, and what is kept of it."""

    client_id: int
    has_many: bool  # more than MOST
    was_counted: bool
    counted_at: int | None


def note_uses(connection: Connection, uses: Mapping[int, int]) -> None:
    """Store when the clients of these grants were used; ``uses`` are times by a grant's id."""
    latest: dict[int, int] = {}
    for ids in batches(sorted(uses)):
        of_grants = select(Grant.id, Grant.client_id).where(Grant.id.in_(ids))
        for grant_id, client_id in connection.execute(of_grants):
            latest[client_id] = max(latest.get(client_id, 0), uses[grant_id])
    if latest:
        # In one order, so that no two processes wait for each other.
        rows = [{"client_id": number, "last_used_at": latest[number]} for number in sorted(latest)]
        connection.execute(_later(connection), rows)


def discard_count(client: Client) -> None:
    """Let pages count again: most of its grants have ended at once.

    A count by the worker that goes on at this moment is then dropped.
    """
    values = {"grants": None, "teams": None, "counted_at": clock.now()}
    mine = ConnectionTotal.client_id == client.id
    db.session.execute(update(ConnectionTotal).where(mine).values(values))


def list_candidates(after: int) -> Sequence[Candidate]:
    """The next clients beyond the id ``after``; at most SLICE."""
    total = ConnectionTotal
    counted = total.grants.is_not(None)
    number = count_grants(live_of(Client.id, clock.now(), most=MOST + 1).correlate(Client))
    clients = (
        select(Client.id, number, counted, total.counted_at)
        .outerjoin(total, total.client_id == Client.id)
        .where(Client.id > after)
        .order_by(Client.id)
        .limit(SLICE)
    )
    rows = db.session.execute(clients)
    return [Candidate(row[0], row[1] > MOST, row[2], row[3]) for row in rows]


def count(client_id: int) -> tuple[int, int]:
    """The number of its live grants and of the teams that they cover, however many."""
    live = live_of(client_id, clock.now())
    row = db.session.execute(select(count_grants(live), count_teams(live))).one()
    return row[0], row[1]


def keep(candidate: Candidate, numbers: tuple[int | None, int | None], *, at: int) -> None:
    """Store the numbers as of ``at``, unless others were kept since it was looked at."""
    total = ConnectionTotal
    values = {"grants": numbers[0], "teams": numbers[1], "counted_at": at}
    connection = db.session.connection()
    adding = _insert(connection).values(client_id=candidate.client_id, **values)
    is_same = total.counted_at.is_not_distinct_from(candidate.counted_at)
    db.session.execute(
        adding.on_conflict_do_update(index_elements=["client_id"], set_=values, where=is_same)
    )


def age() -> int:
    """Seconds since the oldest count that pages show; 0 without one."""
    oldest = select(func.min(ConnectionTotal.counted_at)).where(ConnectionTotal.grants.is_not(None))
    at = db.session.scalar(oldest)
    return 0 if at is None else max(0, clock.now() - at)


def live_of(
    client_id: InstrumentedAttribute[int] | int,
    at: BindParameter[int] | int,
    *,
    most: BindParameter[int] | int | None = None,
) -> "Select[int, int | None]":
    """The ids and last uses of the live grants of a client, ``most`` of them."""
    live = select(Grant.id, Grant.last_used_at)
    return live.where(Grant.client_id == client_id, Grant.is_live_at(at)).limit(most)


def count_grants(grants: "Select[int, int | None]") -> "ScalarSelect[int]":
    """How many these are."""
    return select(func.count()).select_from(grants.subquery()).scalar_subquery()


def count_teams(grants: "Select[int, int | None]") -> "ScalarSelect[int]":
    """How many teams these cover."""
    number = select(func.count(distinct(GrantTeam.team_id)))
    ids = grants.with_only_columns(Grant.id)
    return number.where(GrantTeam.grant_id.in_(ids)).scalar_subquery()


def latest_use(grants: "Select[int, int | None]") -> "ScalarSelect[int | None]":
    """When one of these was used last."""
    return select(func.max(grants.subquery().c.last_used_at)).scalar_subquery()


def _later(connection: Connection) -> Any:
    """Insert ``last_used_at``, unless another process has stored a later use."""
    total, adding = ConnectionTotal, _insert(connection)
    at = adding.excluded.last_used_at
    return adding.on_conflict_do_update(
        index_elements=["client_id"],
        set_={"last_used_at": at},
        where=or_(total.last_used_at.is_(None), total.last_used_at < at),
    )


def _insert(connection: Connection) -> Any:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(ConnectionTotal.__table__)
