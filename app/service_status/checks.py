"""What is checked of the service, and when: a few questions every few minutes, by one process.

A check answers True or False, or None where there is nothing to measure. Results that the database
did not take are kept in memory and counted once it answers again.
"""

from collections import deque
from collections.abc import Callable
from contextvars import Context

import structlog
from flask import current_app
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.config import settings
from app.database import installation_facts
from app.database.installation_facts import MAIL_FAILURE
from app.database.transactions import start_writing
from app.extensions import db
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from app.models.usage.service_day import INTERVAL, ServiceDay
from app.models.values import clock
from app.models.webhooks import delivery_search

RECENT = 3600  # seconds for which a mail that was not sent counts
LATE_DELIVERY = 300  # seconds for which the first try of a delivery may wait
LATE = 3 * 3600  # seconds after which a calendar that was due is late
MOST_LATE = 0.5  # of all calendars: one server that is gone is not our fault
MOST_PENDING = 500  # rounds of checks kept in memory, nearly two days

log = structlog.get_logger("stagedoor")
_pending: deque[tuple[int, dict[str, bool]]] = deque(maxlen=MOST_PENDING)
LOOK = 30  # seconds between two looks at whose turn it is
_looked_at = [0]  # by this process
_checked_at = [0]  # likewise, for when the database gives out no turns


def check_when_due() -> bool:
    """Check, when it is this process's turn. False: there is never more to do at once."""
    now = clock.now()
    if 0 <= now - _looked_at[0] < LOOK:
        return False
    _looked_at[0] = now
    try:
        start_writing()
        is_due = ServiceDay.claim(now)
        db.session.commit()
    except SQLAlchemyError:
        db.session.rollback()
        is_due = now - _checked_at[0] >= INTERVAL
    if is_due:
        _checked_at[0] = now
        _pending.append((now, measure()))
        _count_pending()
    return False


def measure() -> dict[str, bool]:
    """The result of every check that has one."""
    results = {part: _run(check) for part, check in CHECKS.items()}
    return {part: is_ok for part, is_ok in results.items() if is_ok is not None}


def _count_pending() -> None:
    try:
        start_writing()
        for at, results in list(_pending):
            ServiceDay.count(results, at)
        ServiceDay.purge()
        db.session.commit()
        _pending.clear()
    except SQLAlchemyError as error:
        db.session.rollback()
        log.warning("checks are counted later", error=type(error).__name__)


def _run(check: Callable[[], bool | None]) -> bool | None:
    try:
        return check()
    except SQLAlchemyError:
        return False
    finally:
        db.session.rollback()


def _database() -> bool:
    return bool(db.session.scalar(text("SELECT 1")) == 1)


def _sign_in() -> bool:
    return _status("/login") == 200


def _api() -> bool:
    """A call without a token is refused by the whole chain that serves calls with one."""
    return _status("/api/v1/me") == 401


def _mail() -> bool | None:
    if settings().mail != "smtp":
        return None
    failure = installation_facts.find(db.session.connection(), MAIL_FAILURE)
    return failure is None or failure.recorded_at < clock.now() - RECENT


def _webhooks() -> bool | None:
    is_late = delivery_search.has_late(LATE_DELIVERY)
    return None if is_late is None else not is_late


def _calendars() -> bool | None:
    if not settings().import_interval:
        return None
    late = CalendarSubscription.next_try_at < clock.now() - LATE
    total, number_late = db.session.execute(
        select(func.count(), func.count().filter(late)).select_from(CalendarSubscription)
    ).one()
    return number_late <= total * MOST_LATE if total else None


def _status(path: str) -> int:
    """The status with which this process answers a GET request of a stranger."""
    application = current_app.wsgi_app
    environ = EnvironBuilder(path, settings().public_url).get_environ()
    _body, status, _headers = Context().run(run_wsgi_app, application, environ, buffered=True)
    return int(status[:3])


CHECKS: dict[str, Callable[[], bool | None]] = {
    "database": _database,
    "sign-in": _sign_in,
    "api": _api,
    "webhooks": _webhooks,
    "mail": _mail,
    "calendars": _calendars,
}
