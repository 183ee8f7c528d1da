"""The list of checks, which ``stagedoor check`` reads; ``start_checks`` has those of a start.

To add a check, write a function that yields ``warn(…)`` or ``refuse(…)`` and add a row here, or to
SETTING_CHECKS if it reads settings alone, or to ROW_CHECKS if it needs ``db.session``.
"""

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from app.checks.check import Check, Finding, Level
from app.checks.database_checks import DATABASE, POOLER, REPLICA
from app.checks.demo_checks import DEMO
from app.checks.file_checks import FILE_CHECKS
from app.checks.mail_checks import MAIL_SERVER
from app.checks.name_checks import SPELLING
from app.checks.policy_checks import POLICY_CHECKS
from app.checks.redis_checks import REDIS_CHECKS
from app.checks.row_checks import ROW_CHECKS
from app.checks.setting_checks import SETTING_CHECKS
from app.config import Settings
from app.extensions import db

# Of the machine and the servers it uses; none needs the database to be ready.
SERVICE_CHECKS = FILE_CHECKS + POLICY_CHECKS + REDIS_CHECKS


def audit(settings: Settings, *, connect_to_mail: bool = False) -> Iterator[Finding]:
    """Yield the findings of every check; those of rows only when the database is ready."""
    mail_server = (MAIL_SERVER,) if connect_to_mail else ()
    for check in (*SETTING_CHECKS, SPELLING, *SERVICE_CHECKS, *mail_server):
        yield from check.run(settings)
    database = list(DATABASE.run(settings))
    yield from database
    if all(finding.level is not Level.REFUSE for finding in database):
        for check in (DEMO, POOLER, REPLICA, *ROW_CHECKS):
            yield from _run_on_rows(check, settings)


def _run_on_rows(check: Check, settings: Settings) -> Iterator[Finding]:
    try:
        yield from check.run(settings)
    except SQLAlchemyError as error:
        reason = f"could not be read ({type(error).__name__}). See the database's log."
        yield Finding(Level.REFUSE, check.name, reason)
    finally:
        db.session.rollback()
