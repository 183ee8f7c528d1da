"""Reading a calendar file that is to be imported, and storing the preview of its import."""

import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

from app.cap import Cap
from app.extensions import db
from app.models.audit.audit_trail import Row
from app.models.calendar_files import ics_file
from app.models.calendar_files.import_candidate import CheckedFile, check_file
from app.models.calendar_files.imports.calendar_import import Import
from app.models.calendar_files.imports.import_plan import MayWrite, plan
from app.models.teams.team import Team

Progress = Callable[[int, int], None]
LARGE = 2 * 1024 * 1024  # bytes; reading a file takes sixty times its size in memory
# Lines that only the calendar of one person has.
_PERSONAL = re.compile(rb"^(?:ATTENDEE[;:]|CLASS[^\r\n]*:(?:PRIVATE|CONFIDENTIAL)\b)", re.I | re.M)
_large_file = Cap(1)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class ReadFile:
    """A file's events, checked, and whether it looks like the calendar of one person."""

    name: str
    checked: CheckedFile
    is_personal: bool

    @property
    def visibility(self) -> str:
        """Who may see its new events unless people choose otherwise."""
        return "private" if self.is_personal else "public"


def read(data: bytes, *, timezone: str, progress: Progress | None = None) -> ReadFile:
    """Read and check the file; raises CalendarFileError. Call it without an open transaction.

    ``timezone`` is for times without a zone. ``progress`` is told how many of how many are read.
    Raises BusyError for a large file while the process reads another.
    """
    with _large_file.place() if len(data) > LARGE else nullcontext():
        return _read(data, timezone, progress)


def _read(data: bytes, timezone: str, progress: Progress | None) -> ReadFile:
    calendar = ics_file.read(data, default_timezone=timezone, progress=progress)
    is_personal = bool(_ADDRESS.fullmatch(calendar.name.strip()) or _PERSONAL.search(data))
    return ReadFile(calendar.name, check_file(calendar), is_personal)


def store(
    team: Team,
    file: ReadFile,
    *,
    name: str = "",
    by: Row | None = None,
    via: Row | None = None,
    may_write: MayWrite | None = None,
) -> Import:
    """Store the preview of importing ``file``; commits batch by batch."""
    imported = Import.begin(
        team, name=name or file.name, is_personal=file.is_personal, by=by, via=via
    )
    db.session.commit()
    for lines in plan(team, file.checked, may_write=may_write):
        imported.add_lines(lines)
        db.session.commit()
    imported.show()
    db.session.commit()
    return imported
