"""One event of an imported file: what the import does with it, and what it was before."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import DateTime, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.calendar_files.event_version import EventVersion
from app.models.calendar_files.imports import stored_details
from app.models.calendar_files.imports.import_plan import Outcome, PlannedLine
from app.models.calendar_files.vevent import MAX_UID
from app.models.events.event_details import EventDetails
from app.models.values.text_limits import MAX_TITLE

MAX_REASON = 400  # characters


class Stage(StrEnum):
    """How far the work on a line is."""

    STILL = ""  # nothing is done with it
    WAITING = "waiting"
    DONE = "done"
    UNDONE = "undone"
    KEPT = "kept"  # edited or booked since, so it was not undone


class ImportLine(db.Model):
    """A line of an Import, in the order of the file by ``id``.

    ``before_json`` and ``after_json`` hold the event's content, for as long as the import may still
    be done or undone. ``former_json`` is the version of a former import.
    """

    __tablename__ = "calendar_import_line"
    __table_args__ = (
        Index("ix_calendar_import_line_outcome", "import_id", "outcome", "id"),
        Index("ix_calendar_import_line_stage", "import_id", "stage", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("calendar_import.id", ondelete="CASCADE"))
    line: Mapped[int]
    uid: Mapped[str | None] = mapped_column(String(MAX_UID))
    title: Mapped[str | None] = mapped_column(String(MAX_TITLE))
    start: Mapped[datetime | None] = mapped_column("start_local", DateTime)
    all_day: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(MAX_REASON))
    stage: Mapped[str] = mapped_column(String(10), default=Stage.STILL.value)
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id", ondelete="SET NULL"), index=True
    )
    before_json: Mapped[str | None] = mapped_column(Text)
    after_json: Mapped[str | None] = mapped_column(Text)
    version_json: Mapped[str | None] = mapped_column(String(200))
    former_json: Mapped[str | None] = mapped_column(String(200))

    @property
    def before(self) -> EventDetails | None:
        """What the event was; None for a new one, and when it is no longer kept."""
        return stored_details.load(self.before_json) if self.before_json else None

    @property
    def after(self) -> EventDetails | None:
        """What the event becomes or became; None when it stays, and when it is no longer kept."""
        return stored_details.load(self.after_json) if self.after_json else None

    @property
    def version(self) -> EventVersion:
        """The version that the file has."""
        return read_version(self.version_json)

    def settle(self, outcome: Outcome, reason: str | None = None) -> None:
        """Note that it came to another outcome than planned, and do nothing with it."""
        self.outcome, self.reason, self.stage = outcome, reason, Stage.STILL


def read_version(text: str | None) -> EventVersion:
    """The version in the text of ``write_version``; one that says nothing for None."""
    return EventVersion(*orjson.loads(text)) if text else EventVersion()


def write_version(version: EventVersion | None) -> str | None:
    """The version as JSON text; None for None."""
    if version is None:
        return None
    return orjson.dumps([version.sequence, version.modified, version.stamped]).decode()


def row_of(planned: PlannedLine, import_id: int) -> dict[str, Any]:
    """The values of a new row."""
    return {
        "import_id": import_id,
        "line": planned.line,
        "uid": planned.uid,
        "title": planned.title,
        "start": planned.start,
        "all_day": planned.all_day,
        "outcome": planned.outcome.value,
        "reason": planned.reason and planned.reason[:MAX_REASON],
        "stage": Stage.STILL.value,
        "event_id": planned.event.id if planned.event else None,
        "before_json": stored_details.dump(planned.before) if planned.before else None,
        "after_json": stored_details.dump(planned.after) if planned.after else None,
        "version_json": write_version(planned.version),
    }
