"""The worker that mails what holders of tickets are to be told, a few at a time.

Requests send the first mails of what they change themselves; this sends the rest, and those of what
apps, imports and followed calendars change. Every process runs one; the database decides which of
them sends a mail.
"""

from multiprocessing.util import Finalize
from threading import Event, Thread

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.ticket_news import mails as ticket_mails

PAUSE = 5  # seconds between two looks

log = structlog.get_logger("stagedoor")


class TicketNewsWorker:
    """The thread of one process."""

    def __init__(self, app: Flask) -> None:
        """Be ready to work for ``app``; nothing runs before ``start``."""
        self._app = app
        self._stopping = Event()

    def start(self) -> None:
        """Begin; the thread ends with the process, at the latest."""
        Thread(target=self._run, name="ticket news", daemon=True).start()
        Finalize(None, self._stopping.set, exitpriority=20)

    def work(self) -> None:
        """Send what is due."""
        with self._app.app_context():
            while not self._stopping.is_set() and ticket_mails.send_news():
                pass

    def _run(self) -> None:
        while not self._stopping.wait(PAUSE):
            try:
                self.work()
            except SQLAlchemyError as error:
                log.warning("holders not told", error=type(error).__name__)
            except Exception as error:
                log.exception("ticket news failed", error=type(error).__name__)


def start(app: Flask) -> None:
    """Start the worker of this process."""
    TicketNewsWorker(app).start()
