"""The worker that tells clients of ended sessions, in a thread beside those that answer requests.

Every process runs one; which of them tells a client is decided by the database.
"""

from dataclasses import replace
from multiprocessing.util import Finalize
from threading import Event, Thread

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.backchannel import delivery
from app.cap import Cap
from app.extensions import db
from app.models.housekeeping.logout_notice import LogoutNotice
from app.outbound import hook_address
from app.outbound.fetch import Outbound

PAUSE = 2  # seconds between two looks at what has ended

log = structlog.get_logger("stagedoor")


class LogoutWorker:
    """The thread of one process."""

    def __init__(self, app: Flask) -> None:
        """Be ready to work for ``app``; nothing runs before ``start``."""
        self._app = app
        self._stopping = Event()
        # Its own slot, so that no client takes one from a request.
        self._outbound: Outbound = replace(
            app.extensions["outbound"],
            slots=Cap(1),
            allow_loopback=hook_address.loopback_is_allowed(app),
        )

    def start(self) -> None:
        """Begin; the thread ends with the process, at the latest."""
        Thread(target=self._run, name="logouts", daemon=True).start()
        Finalize(None, self.stop, exitpriority=20)

    def stop(self) -> None:
        """Begin nothing more. What is cut off in the middle is tried again."""
        self._stopping.set()

    def work(self) -> None:
        """Make the notices of what has ended, and tell every client that is due."""
        with self._app.app_context():
            while LogoutNotice.make_due():
                db.session.commit()
            db.session.rollback()
            while not self._stopping.is_set() and delivery.deliver_first(self._outbound):
                pass

    def _run(self) -> None:
        while not self._stopping.wait(PAUSE):
            try:
                self.work()
            except SQLAlchemyError as error:
                log.warning("clients not told", error=type(error).__name__)
            except Exception as error:
                log.exception("logout tripped us up", error=type(error).__name__)


def start(app: Flask) -> None:
    """Start the worker of this process."""
    LogoutWorker(app).start()
