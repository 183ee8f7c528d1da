"""What an installation remembers about itself, by name: at most one value each.

These are no rows of the product: the start reads them before the application is loaded.
"""

from typing import NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    String,
    Table,
    delete,
    insert,
    not_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from app.extensions import db

MAX_VALUE = 200  # characters
DEMO = "demo"  # the demo's data has been loaded into this database
MAIL_FAILURE = "mail_failure"  # why the last mail was not sent
CONNECTIONS_COUNTED = "connections_counted"  # a process began to count those of large apps

facts = Table(
    "installation_fact",
    db.metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(MAX_VALUE), nullable=False),
    Column("recorded_at", Integer, nullable=False),
)


class Fact(NamedTuple):
    """A value and the epoch second as of which it was known."""

    value: str
    recorded_at: int


def record(connection: Connection, name: str, value: str, *, at: int) -> None:
    """Remember ``value``, as of the epoch second ``at``, in place of what was known before."""
    forget(connection, name)
    connection.execute(insert(facts).values(name=name, value=value[:MAX_VALUE], recorded_at=at))


def forget(connection: Connection, name: str) -> None:
    """Remember nothing by this name."""
    connection.execute(delete(facts).where(facts.c.name == name))


def find(connection: Connection, name: str) -> Fact | None:
    """Return what is known by this name, or None."""
    query = select(facts.c.value, facts.c.recorded_at).where(facts.c.name == name)
    row = connection.execute(query).one_or_none()
    return Fact(*row) if row else None


def is_due(connection: Connection, name: str, *, at: int, interval: int) -> bool:
    """Whether ``interval`` seconds have passed since the last turn, or the clock was set back."""
    fact = find(connection, name)
    return fact is None or not at - interval < fact.recorded_at <= at


def take_turn(connection: Connection, name: str, *, at: int, interval: int) -> bool:
    """Whether it is the caller's turn: true for one of all processes in each interval."""
    mine = facts.c.name == name
    is_recent = facts.c.recorded_at.between(at - interval + 1, at)
    taking = update(facts).where(mine, not_(is_recent)).values(recorded_at=at)
    if connection.execute(taking).rowcount == 1:
        return True
    try:
        with connection.begin_nested():
            connection.execute(insert(facts).values(name=name, value="", recorded_at=at))
        return True
    except IntegrityError:  # it has been taken, now or before
        return False
