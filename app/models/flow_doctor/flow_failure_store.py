"""Storing flow failures: repetitions are counted, and a flood becomes one row."""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.flow_doctor.diagnosis import Fact, Reason, Step
from app.models.flow_doctor.flow_failure import FlowFailure

MAX_UNPROVEN_AN_HOUR = 40  # rows a client; what is more is counted in one row
MAX_ROWS = 400  # a client, proven and unproven each; the oldest give way
SAME = 3600  # seconds in which the same failure is counted and not listed again
VOLATILE = frozenset({"seconds", "at", "clock_off"})  # facts that tell no failure from another


class Key(NamedTuple):
    """What makes two failures the same. The client is named by its public id."""

    client_id: str
    step: Step
    reason: Reason
    proven: bool
    likeness: str


@dataclass
class Note:
    """How often it happened, and the last time in detail."""

    first_at: int
    last_at: int
    request_id: str
    facts: dict[str, Fact]
    count: int = 1


def store(connection: Connection, notes: dict[Key, Note]) -> None:
    """Write ``notes``, in an order that is the same in every process."""
    numbers = _numbers(connection, {key.client_id for key in notes})
    for key in sorted(key for key in notes if key.client_id in numbers):
        _write(connection, numbers[key.client_id], key, notes[key])
    for number in sorted(numbers.values()):
        _trim(connection, number)


def likeness(step: Step, reason: Reason, facts: dict[str, Fact], proven: bool) -> str:
    """Return a digest that is equal for repetitions of the same failure."""
    telling = {name: fact for name, fact in facts.items() if name not in VOLATILE}
    text = json.dumps([step, reason, proven, telling], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def not_listed(key: Key) -> Key:
    """Return the one key that counts all failures of the client beyond those listed."""
    reason = Reason.NOT_LISTED
    return Key(key.client_id, key.step, reason, False, likeness(key.step, reason, {}, False))


def _numbers(connection: Connection, client_ids: set[str]) -> dict[str, int]:
    """Return the row numbers of the clients that exist; failures of unknown ids are dropped."""
    existing = select(Client.client_id, Client.id).where(
        Client.client_id.in_(sorted(client_ids)), Client.status != Status.DELETED
    )
    return {row.client_id: row.id for row in connection.execute(existing)}


def _write(connection: Connection, client: int, key: Key, noted: Note) -> None:
    if _counted(connection, client, key, noted):
        return
    if not key.proven and _is_full(connection, client, noted.last_at):
        key, noted = not_listed(key), replace(noted, request_id="", facts={})
        if _counted(connection, client, key, noted):
            return
    row = {
        "client_id": client,
        "step": key.step,
        "reason": key.reason,
        "proven": key.proven,
        "likeness": key.likeness,
        "count": noted.count,
        "first_at": noted.first_at,
        "last_at": noted.last_at,
        "request_id": noted.request_id,
        "facts_json": _dump(noted.facts),
    }
    connection.execute(insert(FlowFailure), row)


def _counted(connection: Connection, client: int, key: Key, noted: Note) -> bool:
    """Count it in the row of the same failure; False when there was none within SAME seconds."""
    same = select(FlowFailure.id).where(
        FlowFailure.client_id == client,
        FlowFailure.likeness == key.likeness,
        FlowFailure.last_at >= noted.first_at - SAME,
    )
    row_id = connection.scalar(same.order_by(FlowFailure.id.desc()).limit(1))
    if row_id is None:
        return False
    connection.execute(
        update(FlowFailure)
        .where(FlowFailure.id == row_id)
        .values(
            count=FlowFailure.count + noted.count,
            last_at=noted.last_at,
            request_id=noted.request_id,
            facts_json=_dump(noted.facts),
        )
    )
    return True


def _is_full(connection: Connection, client: int, now: int) -> bool:
    of_last_hour = select(func.count()).select_from(FlowFailure)
    unproven = of_last_hour.where(
        FlowFailure.client_id == client, ~FlowFailure.proven, FlowFailure.last_at > now - 3600
    )
    return (connection.scalar(unproven) or 0) >= MAX_UNPROVEN_AN_HOUR


def _trim(connection: Connection, client: int) -> None:
    for proven in (True, False):
        of_kind = (FlowFailure.client_id == client, FlowFailure.proven.is_(proven))
        newest = select(FlowFailure.id).where(*of_kind).order_by(FlowFailure.id.desc())
        oldest_kept = connection.scalar(newest.offset(MAX_ROWS).limit(1))
        if oldest_kept is not None:
            connection.execute(delete(FlowFailure).where(*of_kind, FlowFailure.id <= oldest_kept))


def _dump(facts: dict[str, Fact]) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)
