"""The audit trail: who did what to what, when and from where. Lines are never changed.

The method that changes a noun records it, so that no door can forget to.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, insert

from app.database.batches import batches
from app.database.short_transactions import Statement, Step
from app.extensions import db
from app.models.audit import origin
from app.models.values import clock, columns


def _in_time(column: str) -> Index:
    return Index(f"ix_audit_event_{column}", column, "at", "id")


# ``detail`` is a JSON object of facts without credentials. ``subject_id`` is the user who is
# affected, unless that is the actor.
TABLE = Table(
    "audit_event",
    db.metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", Integer, nullable=False, default=lambda: clock.now()),
    Column("action", String(40), nullable=False),
    Column("actor_id", ForeignKey("user_account.id")),
    Column("client_id", ForeignKey("client.id")),
    Column("team_id", ForeignKey("team.id")),
    Column("subject_id", ForeignKey("user_account.id")),
    Column("grant_id", ForeignKey("grant.id")),
    Column("address", String(64), nullable=False, default=""),
    Column("agent", String(origin.MAX_AGENT), nullable=False, default=""),
    Column("request_id", String(64), nullable=False, default=""),
    Column("detail", Text, nullable=False, default="{}"),
    Index("ix_audit_event_at", "at", "id"),
    *map(_in_time, ("actor_id", "client_id", "team_id", "subject_id", "grant_id", "action")),
    columns.partial_index(
        "ix_audit_event_client_itself", "client_id", "at", "id", where="grant_id IS NULL"
    ),
)

_INSERT_LINES = insert(TABLE)


class Row(Protocol):
    """A user, client or team."""

    @property
    def id(self) -> Any:
        """Its number."""


class GrantRow(Row, Protocol):
    """A grant."""

    client_id: Any


_as_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
RECORDED = "recorded"  # in the session's info: its transaction has lines to be sealed
Fact = str | int | None
NO_FACTS: Mapping[str, Fact] = {}
Line = Mapping[str, Any]  # its columns
_INSERT = Statement(
    """
    INSERT INTO audit_event
        (at, action, actor_id, client_id, grant_id, address, agent, request_id, detail)
    VALUES
        (:at, :action, :actor_id, :client_id, :grant_id, :address, :agent, :request_id, :detail)
    """
)
# What rooms that depend on acts do with an action and its lines, in the same transaction.
FOLLOWERS: list[Callable[[str, Sequence[Line]], None]] = []


def record(
    action: str,
    facts: Mapping[str, Fact] = NO_FACTS,
    /,
    *,
    actor: Row | None = None,
    client: Row | None = None,
    team: Row | None = None,
    grant: GrantRow | None = None,
    subject: Row | None = None,
    **more: Fact,
) -> None:
    """Add a line in the session's transaction, so that it is committed with the change.

    The default actor is the signed-in user. A subject who is the actor, and facts that are None,
    are left out.
    """
    db.session.flush()  # gives new rows the ids that the line refers to
    source = origin.current()
    actor_id = actor.id if actor else source.actor_id
    line = {
        **_line(action),
        "actor_id": actor_id,
        "client_id": client.id if client else grant.client_id if grant else source.client_id,
        "team_id": team.id if team else None,
        "grant_id": grant.id if grant else source.grant_id,
        "subject_id": subject.id if subject and subject.id != actor_id else None,
        "detail": _detail({**facts, **more}),
    }
    _add([line])


def record_all(
    acts: Sequence[tuple[str, Mapping[str, Fact]]], /, *, actor: Row | None, team_id: int
) -> None:
    """Add a line for each act, its action and facts, as ``record`` does for one."""
    db.session.flush()
    source = origin.current()
    common = {
        **_line(""),
        "actor_id": actor.id if actor else source.actor_id,
        "client_id": source.client_id,
        "team_id": team_id,
        "grant_id": source.grant_id,
        "subject_id": None,
    }
    lines = [
        {
            **common,
            "action": action,
            "detail": _as_json(facts),
        }
        for action, facts in acts
    ]
    for some in batches(lines):
        _add(some)


def new_line(action: str, *, grant_id: int, client_id: int, **facts: Fact) -> Step:
    """Return how a short transaction adds a line about a grant.

    For acts that no follower hears of. Call ``seal_soon`` after the commit.
    """
    line = {**_line(action), "grant_id": grant_id, "client_id": client_id}
    return Step(_INSERT, {**line, "detail": _detail(facts)})


def record_each(action: str, grant_ids: Sequence[int], *, client: Row) -> None:
    """Add the same line for each of these grants of ``client``."""
    line = {**_line(action), "client_id": client.id}
    for batch in batches(grant_ids):
        _add([{**line, "grant_id": grant_id} for grant_id in batch])


def _add(lines: Sequence[Line]) -> None:
    db.session.connection().execute(_INSERT_LINES, lines)
    db.session.info[RECORDED] = True
    for action, alike in groupby(lines, key=itemgetter("action")):
        some = list(alike)
        for follower in FOLLOWERS:
            follower(action, some)


def _detail(facts: Mapping[str, Fact]) -> str:
    present = {name: value for name, value in facts.items() if value is not None}
    return _as_json(present)


def _line(action: str) -> dict[str, str | int | None]:
    source = origin.current()
    return {
        "at": clock.now(),
        "action": action,
        "actor_id": source.actor_id,
        "address": source.address[:64],
        "agent": source.agent[: origin.MAX_AGENT],
        "request_id": source.request_id[:64],
    }
