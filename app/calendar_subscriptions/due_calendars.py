"""Reads the calendars that are due, one after another; a task of the worker.

Which worker reads a source is decided by the database.
"""

from dataclasses import replace

import structlog
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.calendar_subscriptions import refresh
from app.cap import Cap
from app.config import settings
from app.extensions import db
from app.models.calendar_subscriptions import subscription_attempt
from app.models.calendar_subscriptions.subscription_attempt import Attempt
from app.outbound.fetch import Outbound

AT_ONCE = 5  # turns a look takes in: others may be faster with the first ones

log = structlog.get_logger("stagedoor")


def read_next() -> bool:
    """Read one source that is due; False when there is none left to read.

    The settings can leave reading to a command.
    """
    if not settings().import_interval:
        return False
    attempt = _claim_first()
    if attempt is not None:
        _refresh(attempt)
    return attempt is not None


def _refresh(attempt: Attempt) -> None:
    # A slot of its own, so that no source takes one from a request.
    outbound: Outbound = replace(current_app.extensions["outbound"], slots=Cap(1))
    try:
        refresh.refresh(attempt, outbound)
    except SQLAlchemyError:
        raise
    except Exception as error:
        # A source that causes an error must not always come first.
        db.session.rollback()
        log.exception("calendar tripped us up", error=type(error).__name__)
        refresh.give_up(attempt)


def _claim_first() -> Attempt | None:
    for turn in subscription_attempt.list_due(AT_ONCE):
        if attempt := subscription_attempt.claim(turn):
            return attempt
    return None
