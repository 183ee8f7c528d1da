"""The write-behind buffer of flow failures.

A refused request does not wait for the write, and whether its own transaction is rolled back makes
no difference. Memory and table are bounded, however many bad requests come.
"""

import re
from collections import Counter
from typing import Any

from sqlalchemy import Connection

from app.database.write_behind import Deferred
from app.models.flow_doctor import flow_failure_store
from app.models.flow_doctor.diagnosis import Diagnosis, Fact, Step
from app.models.flow_doctor.flow_failure_store import Key, Note, likeness, not_listed
from app.models.values import clock, plain_text, secret

MAX_NOTED = 2000  # different failures noted at once
MAX_NOTED_OF_CLIENT = 40
MAX_FACT = 500  # characters

_SECRET_KINDS = "|".join(kind for kind in secret.Kind if kind is not secret.Kind.CLIENT_ID)
_CREDENTIAL = re.compile(rf"(?:{_SECRET_KINDS})[a-z0-9]+")


def note(
    client_id: str, step: Step, diagnosis: Diagnosis, *, proven: bool, request_id: str = ""
) -> None:
    """Note that a request of the app was refused now. ``proven``: the app showed who it is.

    Nothing is noted for a ``client_id`` that cannot be one.
    """
    if not secret.is_well_formed(secret.Kind.CLIENT_ID, client_id):
        return
    facts = {name: _harmless(fact) for name, fact in diagnosis.facts.items()}
    reason = diagnosis.reason
    key = Key(client_id, step, reason, proven, likeness(step, reason, facts, proven))
    now = clock.now()
    FlowFailures.of_app().add(key, Note(now, now, request_id[:64], facts))


def flush() -> None:
    """Write what this process has noted for the current app."""
    FlowFailures.of_app().write()


class FlowFailures(Deferred):
    """The failures that one process has seen and not yet written."""

    name = "flow failures"

    def __init__(self, *where: Any) -> None:
        super().__init__(*where)
        self._notes: dict[Key, Note] = {}
        self._of_client: Counter[str] = Counter()

    def add(self, key: Key, new: Note) -> None:
        """Note a failure; the first one sets the timer."""
        with self._lock:
            self._merge(key, new)
            self._set_timer()

    def _merge(self, key: Key, new: Note) -> None:
        if key not in self._notes and self._of_client[key.client_id] >= MAX_NOTED_OF_CLIENT:
            key, new = not_listed(key), Note(new.first_at, new.last_at, "", {}, new.count)
        noted = self._notes.get(key)
        if noted is not None:
            self._notes[key] = _both(noted, new)
        elif len(self._notes) < MAX_NOTED:
            self._notes[key] = new
            self._of_client[key.client_id] += 1

    def _take(self) -> dict[Key, Note]:
        taken, self._notes, self._of_client = self._notes, {}, Counter()
        return taken

    def _put_back(self, taken: dict[Key, Note]) -> None:
        for key, noted in taken.items():
            self._merge(key, noted)

    def _store(self, connection: Connection, taken: dict[Key, Note]) -> None:
        flow_failure_store.store(connection, taken)


def _harmless(fact: Fact) -> Fact:
    """The fact without credentials and without what no page or database takes."""
    if isinstance(fact, int):
        return fact
    return plain_text.printable(_CREDENTIAL.sub("…", fact[:MAX_FACT]), MAX_FACT)


def _both(old: Note, new: Note) -> Note:
    later = new if new.last_at >= old.last_at else old
    first = min(old.first_at, new.first_at)
    return Note(first, later.last_at, later.request_id, later.facts, old.count + new.count)
