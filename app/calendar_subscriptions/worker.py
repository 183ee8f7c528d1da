"""The worker that refreshes calendar subscriptions, in threads beside those that answer requests.

Every process of every machine runs one; which of them reads a source is decided by the database.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.util import Finalize
from threading import Event, Thread

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.calendar_subscriptions import refresh
from app.cap import Cap
from app.config import settings
from app.extensions import db
from app.models.calendar_subscriptions import subscription_attempt
from app.models.calendar_subscriptions.subscription_attempt import Attempt
from app.outbound.fetch import Outbound

THREADS = 2  # one that waits for a slow source leaves the other to the rest
PAUSE = 20  # seconds between two looks at what is due, and up to half as many more
AT_ONCE = 5  # turns a look takes in: others may be faster with the first ones

log = structlog.get_logger("stagedoor")


class CalendarWorker:
    """The threads of one process."""

    def __init__(self, app: Flask) -> None:
        """Be ready to work for ``app``; nothing runs before ``start``."""
        self._app = app
        self._stopping = Event()
        # Its own slots, so that no source takes one from a request.
        outbound: Outbound = app.extensions["outbound"]
        self._outbound = replace(outbound, slots=Cap(THREADS))

    def start(self) -> None:
        """Begin; the threads end with the process, at the latest."""
        for number in range(THREADS):
            Thread(target=self._run, name=f"calendars-{number}", daemon=True).start()
        # Runs at the end of a server's worker process too, which ``atexit`` may not.
        Finalize(None, self.stop, exitpriority=20)

    def stop(self) -> None:
        """Begin nothing more. What is cut off in the middle was not committed."""
        self._stopping.set()

    def work(self) -> bool:
        """Read one source that is due; False when there is none left to read."""
        with self._app.app_context():
            attempt = _claim_first()
            if attempt is not None:
                self._refresh(attempt)
            return attempt is not None

    def _refresh(self, attempt: Attempt) -> None:
        try:
            refresh.refresh(attempt, self._outbound)
        except SQLAlchemyError:
            raise
        except Exception as error:
            # A source that causes an error must neither end the thread nor always come first.
            db.session.rollback()
            log.exception("calendar tripped us up", error=type(error).__name__)
            refresh.give_up(attempt)

    def _run(self) -> None:
        while not self._stopping.is_set():
            if not _safely(self.work):
                self._stopping.wait(PAUSE + secrets.randbelow(PAUSE * 500) / 1000)


def start(app: Flask) -> None:
    """Start a worker for this process, unless the settings leave reading to a command."""
    if settings(app).import_interval:
        CalendarWorker(app).start()


def _claim_first() -> Attempt | None:
    for turn in subscription_attempt.list_due(AT_ONCE):
        if attempt := subscription_attempt.claim(turn):
            return attempt
    return None


def _safely(work: Callable[[], bool]) -> bool:
    """Do ``work``; a database that is temporarily down does not end the thread."""
    try:
        return work()
    except SQLAlchemyError as error:
        log.warning("calendars not read", error=type(error).__name__)
        return False
