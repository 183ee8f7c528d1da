"""The list of checks, and the two that read it: ``stagedoor check`` and the start of a server.

To add a check, write a function that yields ``warn(…)`` or ``refuse(…)`` and add a row here, or to
SETTING_CHECKS if it reads settings alone, or to ROW_CHECKS if it needs ``db.session``.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy.exc import SQLAlchemyError

from app.checks.check import Check, Finding, Level
from app.checks.database_checks import DATABASE, engine_for
from app.checks.demo_checks import DEMO
from app.checks.file_checks import FILE_CHECKS
from app.checks.mail_checks import MAIL_SERVER
from app.checks.policy_checks import POLICY_CHECKS
from app.checks.redis_checks import REDIS_CHECKS
from app.checks.row_checks import ROW_CHECKS
from app.checks.setting_checks import SETTING_CHECKS
from app.config import Settings
from app.database import migrations
from app.extensions import db

# Of the machine and the servers it uses; none needs the database to be ready.
SERVICE_CHECKS = FILE_CHECKS + POLICY_CHECKS + REDIS_CHECKS
# Whether the database answers decides on the rest; those after it ask the database themselves.
START_CHECKS = (*SETTING_CHECKS, *SERVICE_CHECKS, DATABASE, DEMO)


def audit(settings: Settings, *, connect_to_mail: bool = False) -> Iterator[Finding]:
    """Yield the findings of every check; those of rows only when the database is ready."""
    mail_server = (MAIL_SERVER,) if connect_to_mail else ()
    for check in SETTING_CHECKS + SERVICE_CHECKS + mail_server:
        yield from check.run(settings)
    database = list(DATABASE.run(settings))
    yield from database
    if all(finding.level is Level.OK for finding in database):
        for check in (DEMO, *ROW_CHECKS):
            yield from _run_on_rows(check, settings)


def _run_on_rows(check: Check, settings: Settings) -> Iterator[Finding]:
    try:
        yield from check.run(settings)
    except SQLAlchemyError as error:
        reason = f"could not be read ({type(error).__name__}). See the database's log."
        yield Finding(Level.REFUSE, check.name, reason)
    finally:
        db.session.rollback()


def find_demo(settings: Settings) -> str | None:
    """Return why production must not use this database; None also when it does not answer."""
    with engine_for(settings) as engine:
        is_ready = settings.is_production and migrations.find_obstacle(engine) is None
    return _first_refusal([DEMO], settings) if is_ready else None


def find_start_obstacle(settings: Settings) -> str | None:
    """Return the first reason why the server must not start, or None."""
    return _first_refusal((check for check in START_CHECKS if check.stops_start), settings)


def _first_refusal(checks: Iterable[Check], settings: Settings) -> str | None:
    for check in checks:
        for problem in check.find(settings):
            if problem.level is Level.REFUSE:
                return f"{check.name}: {problem.text}"
    return None
