"""The list of checks, and the two that read it: ``stagedoor check`` and the start of a server.

To add a check, write a function that yields ``warn(…)`` or ``refuse(…)`` and add a row here, or to
SETTING_CHECKS if it reads settings alone, or to ROW_CHECKS if it needs ``db.session``.
"""

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from app.checks.check import Check, Finding, Level
from app.checks.database_checks import DATABASE
from app.checks.row_checks import ROW_CHECKS
from app.checks.setting_checks import SETTING_CHECKS
from app.config import Settings
from app.extensions import db

# Of the machine and the servers it uses; none needs the database to be ready.
SERVICE_CHECKS: tuple[Check, ...] = ()


def audit(settings: Settings) -> Iterator[Finding]:
    """Yield the findings of every check; those of rows only when the database is ready."""
    for check in SETTING_CHECKS + SERVICE_CHECKS:
        yield from check.run(settings)
    database = list(DATABASE.run(settings))
    yield from database
    if all(finding.level is Level.OK for finding in database):
        for check in ROW_CHECKS:
            yield from _run_on_rows(check, settings)


def _run_on_rows(check: Check, settings: Settings) -> Iterator[Finding]:
    try:
        yield from check.run(settings)
    except SQLAlchemyError as error:
        reason = f"could not be read ({type(error).__name__}). See the database's log."
        yield Finding(Level.REFUSE, check.name, reason)
    finally:
        db.session.rollback()


def find_start_obstacle(settings: Settings) -> str | None:
    """Return the first reason why the server must not start, or None."""
    for check in (*SETTING_CHECKS, *SERVICE_CHECKS, DATABASE):
        if check.stops_start:
            for problem in check.find(settings):
                if problem.level is Level.REFUSE:
                    return f"{check.name}: {problem.text}"
    return None
