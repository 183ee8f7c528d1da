"""The sealed lines of the audit trail in the order of the chain, for exports and checks."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from app.database.batches import SIZE
from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_chain, audit_seal
from app.models.audit.audit_chain import BEFORE_THE_FIRST
from app.models.audit.audit_trail import TABLE as LINE
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.teams.team import Team

SEAL = audit_seal.TABLE
NAMED = ("actor", "subject", "client", "team", "grant")


def export(since: int | None = None) -> Iterator[str]:
    """Yield each sealed line as JSON, from the first one written at ``since`` (epoch seconds) on.

    Batches of lines are in memory, however many there are.
    """
    for row in _rows(_first_number(since), _with_names()):
        names = {name: row[f"{name}_name"] for name in NAMED if row[f"{name}_name"]}
        yield json.dumps({**sealed(row), "names": names})


def read_all() -> Iterator[dict[str, Any]]:
    """Yield every seal with the line it is of; a line that was removed has no ``action``."""
    for row in _rows(1, _plain()):
        yield sealed(row)


def sealed(row: Any) -> dict[str, Any]:
    """Return the members of ``row`` that the chain covers, and its hash."""
    fields = {name: row[name] for name in audit_chain.FIELDS}
    # A line names its own row, or the row that is gone.
    fields["id"] = row["line_id"]
    return fields | {"number": row["number"], "previous": row["previous"], "hash": row["hash"]}


def _rows(number: int, rows: Select[Any]) -> Iterator[Any]:
    previous = db.session.scalar(select(SEAL.c.hash).where(SEAL.c.number == number - 1))
    previous = previous or BEFORE_THE_FIRST
    while batch := _batch(number, rows):
        for row in batch:
            yield {**row, "previous": previous}
            previous = row["hash"]
        number = batch[-1]["number"] + 1


def _batch(number: int, rows: Select[Any]) -> list[Any]:
    wanted = rows.where(SEAL.c.number >= number).order_by(SEAL.c.number).limit(SIZE)
    batch = db.session.execute(wanted).mappings().all()
    db.session.rollback()  # so that no transaction is as long as the reader takes
    return list(batch)


def _first_number(since: int | None) -> int:
    if since is None:
        return 1
    first = select(func.min(SEAL.c.number)).join(LINE, LINE.c.id == SEAL.c.line_id)
    number = db.session.scalar(first.where(LINE.c.at >= since))
    newest: int = db.session.scalar(select(func.coalesce(func.max(SEAL.c.number), 0))) or 0
    return newest + 1 if number is None else number


def _plain() -> Select[Any]:
    fields = (LINE.c[name] for name in audit_chain.FIELDS)
    return select(SEAL, *fields).outerjoin(LINE, LINE.c.id == SEAL.c.line_id)


def _with_names() -> Select[Any]:
    actor, subject = aliased(User), aliased(User)
    names = (
        actor.public_id.label("actor_name"),
        subject.public_id.label("subject_name"),
        Client.client_id.label("client_name"),
        Team.public_id.label("team_name"),
        Grant.public_id.label("grant_name"),
    )
    return (
        _plain()
        .add_columns(*names)
        .outerjoin(actor, actor.id == LINE.c.actor_id)
        .outerjoin(subject, subject.id == LINE.c.subject_id)
        .outerjoin(Client, Client.id == LINE.c.client_id)
        .outerjoin(Team, Team.id == LINE.c.team_id)
        .outerjoin(Grant, Grant.id == LINE.c.grant_id)
    )
