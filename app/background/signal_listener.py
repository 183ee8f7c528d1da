"""Listens for signals of other processes: NOTIFY of PostgreSQL. On SQLite, workers look often."""

from threading import Event, Thread
from typing import Any

import structlog
from flask import Flask
from sqlalchemy import make_url

from app.config import settings
from app.database.postgresql import pooler
from app.database.work_signal import CHANNEL, SIGNAL
from app.extensions import db

PATIENCE = 5.0  # seconds in which it notices that it shall stop, and after a failure

log = structlog.get_logger("stagedoor")


class SignalListener:
    """One thread with a connection of its own, while the database is PostgreSQL."""

    def __init__(self, app: Flask) -> None:
        """Listen in ``app``'s database; nothing runs before ``start``."""
        with app.app_context():
            self._dialect = db.engine.dialect
        self._url = make_url(settings(app).direct_database)
        self._stopping = Event()

    def start(self) -> None:
        """Begin to listen."""
        if self._dialect.name == "postgresql":
            Thread(target=self._run, name="work-signals", daemon=True).start()

    def stop(self) -> None:
        """End it in some seconds."""
        self._stopping.set()

    def _run(self) -> None:
        driver: Any = self._dialect.loaded_dbapi
        while not self._stopping.is_set():
            try:
                if not self._listen(driver):
                    return
            except driver.Error as error:  # workers look by themselves until it is back
                log.warning("no signals of work", error=type(error).__name__)
                self._stopping.wait(PATIENCE)

    def _listen(self, driver: Any) -> bool:
        """Listen until it shall stop; whether it can be done at all."""
        arguments, options = self._dialect.create_connect_args(self._url)
        with driver.connect(*arguments, **options, autocommit=True) as connection:
            if pooler.is_between(connection):  # signals would reach the session of another client
                log.warning("no signals of work through a pooler")
                return False
            connection.execute(f"LISTEN {CHANNEL}")
            SIGNAL.give()  # some may have been missed
            while not self._stopping.is_set():
                for _signal in connection.notifies(timeout=PATIENCE, stop_after=1):
                    SIGNAL.give()
        return True
