"""The signal that a commit left work for workers: within the process, and by NOTIFY to others.

A lost signal only delays: workers look by themselves, too.
"""

import threading

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.extensions import db

CHANNEL = "stagedoor_work"
_ANNOUNCED = "work announced"  # in the session's info, until its transaction ends
_NOTIFY = text(f"NOTIFY {CHANNEL}")


class WorkSignal:
    """Counts signals, so that none is missed between two looks."""

    def __init__(self) -> None:
        """Begin with no signal."""
        self._condition = threading.Condition()
        self._count = 0

    @property
    def count(self) -> int:
        """How many signals there have been."""
        return self._count

    def give(self) -> None:
        """Wake all who wait."""
        with self._condition:
            self._count += 1
            self._condition.notify_all()

    def wait_beyond(self, count: int, seconds: float) -> bool:
        """Whether there is a signal after the first ``count``, at the latest in ``seconds``."""
        with self._condition:
            return self._condition.wait_for(lambda: self._count != count, timeout=seconds)


SIGNAL = WorkSignal()  # of this process


def announce() -> None:
    """Let workers look as soon as the session's transaction is committed."""
    db.session.info[_ANNOUNCED] = True


@event.listens_for(db.session, "before_commit")
def _notify_others(session: Session) -> None:
    if session.info.get(_ANNOUNCED) and not session.in_nested_transaction():
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(_NOTIFY)


@event.listens_for(db.session, "after_commit")
def _wake_own(session: Session) -> None:
    if session.info.pop(_ANNOUNCED, False):
        SIGNAL.give()


@event.listens_for(db.session, "after_soft_rollback")
def _forget(session: Session, _previous: object) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_ANNOUNCED, None)
