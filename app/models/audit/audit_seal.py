"""Seals of the audit trail: which place a committed line has in the hash chain, and its hash.

A line is sealed in its own transaction, as the last thing before the commit, unless another
transaction is sealing at that moment: then it is sealed seconds later, so that no write waits for
another (docs/decisions/0027-the-audit-trail-is-a-chain.md). Numbers follow the order of sealing;
on PostgreSQL a line may be committed after lines with higher ids.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    Select,
    String,
    Table,
    and_,
    bindparam,
    event,
    func,
    insert,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session

from app.database.write_behind import Deferred
from app.extensions import db
from app.models.audit import audit_chain, audit_trail
from app.models.audit.audit_chain import BEFORE_THE_FIRST
from app.models.values import clock

BATCH = 1000  # lines sealed by one statement
BATCHES_AT_ONCE = 5  # in one transaction, so that writers need not wait for long
# How long ago a line may have been written that is sealed after lines with higher ids. In passing,
# only recent lines are searched for; before a check, all that an open transaction could have held.
RECENT = 120  # seconds
LATEST = 86_400  # seconds

# No foreign key: a line that was removed must be found missing, not make the database refuse.
TABLE = Table(
    "audit_seal",
    db.metadata,
    Column(
        "number",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("line_id", BigInteger, nullable=False, unique=True),
    Column("hash", String(64), nullable=False),
)
_LINE = audit_trail.TABLE
_LOCK = text("SELECT pg_advisory_xact_lock(7361627, 1)")  # any number that no other lock has
_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(7361627, 1)")


def _with_head(condition: Any) -> Select[Any]:
    """Lines that fulfil ``condition``, in order and each with the newest seal."""
    newest = select(TABLE).order_by(TABLE.c.number.desc()).limit(1).subquery()
    fields = (_LINE.c[name] for name in audit_chain.FIELDS)
    head = (newest.c.number.label("head_number"), newest.c.hash.label("head_hash"))
    lines = select(*fields, *head).select_from(_LINE).outerjoin(newest, text("1 = 1"))
    return lines.where(condition).order_by(_LINE.c.id).limit(bindparam("size"))


_LAST_LINE = select(func.coalesce(func.max(TABLE.c.line_id), 0)).scalar_subquery()
_IS_SEALED = select(TABLE.c.number).where(TABLE.c.line_id == _LINE.c.id).exists()
_IS_NEW = _LINE.c.id > _LAST_LINE
_IS_LATE = and_(_LINE.c.at >= bindparam("since"), _LINE.c.id <= _LAST_LINE, ~_IS_SEALED)
# Made once, because every act runs them.
_NEW = _with_head(_IS_NEW)
_WAITING = _with_head(or_(_IS_NEW, _IS_LATE))
_INSERT = insert(TABLE)


def seal_all() -> None:
    """Seal every committed line. Ends the session's transaction, which has nothing to commit."""
    db.session.rollback()
    engine = db.engine.execution_options(writes=True)
    is_more = True
    while is_more:
        with engine.begin() as connection:
            _lock(connection)
            is_more = _seal_waiting(connection, LATEST)


def seal_soon() -> None:
    """Seal in some seconds what a short transaction has written; call it after the commit."""
    Sealing.of_app().note()


class Sealing(Deferred):
    """What one process has written and may have left unsealed."""

    name = "seals of the audit trail"

    def __init__(self, *options: Any) -> None:
        super().__init__(*options)
        self._is_due = False

    def note(self) -> None:
        """Seal in some seconds what is committed by then."""
        with self._lock:
            self._is_due = True
            self._set_timer()

    def _take(self) -> bool:
        is_due, self._is_due = self._is_due, False
        return is_due

    def _put_back(self, taken: bool) -> None:
        self._is_due = self._is_due or taken

    def _store(self, connection: Connection, _taken: bool) -> None:
        _lock(connection)
        if _seal_waiting(connection, RECENT):
            self.note()


@event.listens_for(db.session, "before_commit")
def _seal_before_commit(session: Session) -> None:
    if not session.info.get(audit_trail.RECORDED) or session.in_nested_transaction():
        return
    del session.info[audit_trail.RECORDED]
    connection = session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    # SQLite has one writer at a time, and this is the one.
    is_first = is_sqlite or bool(connection.scalar(_TRY_LOCK))
    is_sealed = is_first and _seal(connection, _NEW) < BATCH
    if not (is_sqlite and is_sealed):
        Sealing.of_app().note()


def _lock(connection: Connection) -> None:
    """Wait for other transactions that seal; SQLite has one writer at a time as it is."""
    if connection.dialect.name != "sqlite":
        connection.execute(_LOCK)


def _seal_waiting(connection: Connection, seconds: int) -> bool:
    """Seal lines, among them late ones of the last ``seconds``; True if there may be more."""
    since = clock.now() - seconds
    batches = range(BATCHES_AT_ONCE)
    return all(_seal(connection, _WAITING, since=since) == BATCH for _batch in batches)


def _seal(connection: Connection, lines: Select[Any], **values: int) -> int:
    """Seal at most a batch of ``lines``; return how many."""
    rows = connection.execute(lines, {**values, "size": BATCH}).mappings().all()
    if not rows:
        return 0
    last, previous = rows[0]["head_number"] or 0, rows[0]["head_hash"] or BEFORE_THE_FIRST
    seals = []
    for number, line in enumerate(rows, start=last + 1):
        previous = audit_chain.seal(dict(line), number, previous)["hash"]
        seals.append({"number": number, "line_id": line["id"], "hash": previous})
    connection.execute(_INSERT, seals)
    return len(seals)
