"""The checks before a server starts; they load no house, so that it fails or goes on at once."""

from collections.abc import Iterable

from app.checks.check import Check, Level
from app.checks.database_checks import DATABASE, engine_for
from app.checks.demo_checks import DEMO
from app.checks.file_checks import FILE_CHECKS
from app.checks.redis_checks import REDIS_CHECKS
from app.checks.setting_checks import SETTING_CHECKS
from app.config import Settings
from app.database import migrations

# Whether the database answers decides on the rest; those after it ask the database themselves.
START_CHECKS = (*SETTING_CHECKS, *FILE_CHECKS, *REDIS_CHECKS, DATABASE, DEMO)


def find_start_obstacle(settings: Settings) -> str | None:
    """Return the first reason why the server must not start, or None."""
    return _first_refusal((check for check in START_CHECKS if check.stops_start), settings)


def find_demo(settings: Settings) -> str | None:
    """Return why production must not use this database; None also when it does not answer."""
    with engine_for(settings) as engine:
        is_ready = settings.is_production and migrations.find_obstacle(engine) is None
    return _first_refusal([DEMO], settings) if is_ready else None


def _first_refusal(checks: Iterable[Check], settings: Settings) -> str | None:
    for check in checks:
        for problem in check.find(settings):
            if problem.level is Level.REFUSE:
                return f"{check.name}: {problem.text}"
    return None
