"""The worker that continues what requests began, in a thread beside those that answer them.

It mails what holders of tickets are to be told, and does the batches of imports that took longer
than a request. Every process runs one; the database decides which of them does what.
"""

import time
from collections.abc import Callable
from multiprocessing.util import Finalize
from threading import Event, Thread

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.grant_news import mails as grant_mails
from app.models.calendar_files.imports import import_work
from app.service_status import checks
from app.ticket_news import mails as ticket_mails

PAUSE = 2  # seconds between two looks
TURN = 5.0  # seconds for which one task may keep the others waiting

log = structlog.get_logger("stagedoor")


class BackgroundWorker:
    """The thread of one process."""

    def __init__(self, app: Flask) -> None:
        """Be ready to work for ``app``; nothing runs before ``start``."""
        self._app = app
        self._stopping = Event()
        self._tasks = (
            self._send_mails,
            self._continue_import,
            checks.check_when_due,
            grant_mails.announce_expiries,
            grant_mails.end_expired_grants,
        )

    def start(self) -> None:
        """Begin; the thread ends with the process, at the latest."""
        Thread(target=self._run, name="background", daemon=True).start()
        Finalize(None, self.stop, exitpriority=20)

    def stop(self) -> None:
        """Begin nothing more. What is cut off in the middle was not committed."""
        self._stopping.set()

    def work(self) -> None:
        """Do what is due, the tasks in turns."""
        while not self._stopping.is_set():
            has_done = [self._do(task) for task in self._tasks]
            if not any(has_done):
                return

    def _do(self, task: Callable[[], bool]) -> bool:
        """Whether the task did anything. What fails ends neither the thread nor other tasks."""
        with self._app.app_context():
            try:
                return task()
            except SQLAlchemyError as error:
                log.warning("background work waits", error=type(error).__name__)
            except Exception as error:
                log.exception("background work failed", error=type(error).__name__)
            return False

    def _send_mails(self) -> bool:
        return ticket_mails.send_news() > 0

    def _continue_import(self) -> bool:
        """Do batches of one import that no one works at."""
        imported = import_work.claim_first()
        end = time.monotonic() + TURN
        is_working = imported is not None
        while imported is not None and is_working and not self._is_over(end):
            began = time.monotonic()
            is_working = import_work.advance(imported)
            db.session.commit()
            # As long as it took: other writers get half of the time.
            self._stopping.wait(time.monotonic() - began)
        if imported is not None and is_working:
            import_work.hand_over(imported)
            db.session.commit()
        return imported is not None

    def _is_over(self, end: float) -> bool:
        return self._stopping.is_set() or time.monotonic() >= end

    def _run(self) -> None:
        while not self._stopping.wait(PAUSE):
            self.work()


def start(app: Flask) -> None:
    """Start the worker of this process."""
    BackgroundWorker(app).start()
