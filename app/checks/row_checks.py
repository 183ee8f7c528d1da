"""What the rows must be like; these run in an application context, with ``db.session``."""

from collections.abc import Iterator

from app.checks.check import Check, Problem, refuse
from app.config import Settings
from app.models.housekeeping import invariants


def find_broken_rows(_settings: Settings) -> Iterator[Problem]:
    """Rules that the rows must always meet."""
    for sentence in invariants.find_broken():
        yield refuse(f"{sentence} Restore a backup, or ask with this line.")


ROW_CHECKS = (Check("Rows", "sound.", find_broken_rows),)
