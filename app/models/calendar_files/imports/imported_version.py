"""The version of an event that an import took last, which tells older files from newer ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKey, String, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from app.database.batches import batches
from app.extensions import db
from app.models.calendar_files.event_version import EventVersion
from app.models.calendar_files.imports import stored_details
from app.models.events.stored_event import StoredEvent
from app.models.events.writing.event_write import EventWrite


class ImportedVersion(db.Model):
    """At most one row an event; ``digest`` is of what the event was then."""

    __tablename__ = "imported_version"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    sequence: Mapped[int | None]
    modified: Mapped[str | None] = mapped_column(String(16))
    stamped: Mapped[str | None] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(32))


@dataclass(frozen=True)
class Taken:
    """The version that was taken last, and the digest of what the event was then."""

    version: EventVersion
    digest: str


def find_all(events: Iterable[StoredEvent]) -> Mapping[int, Taken]:
    """What was taken last of these events, by the number of the event."""
    row = ImportedVersion
    columns = select(row.event_id, row.sequence, row.modified, row.stamped, row.digest)
    rows = db.session.execute(columns.where(row.event_id.in_([event.id for event in events])))
    return {
        number: Taken(EventVersion(sequence, modified, stamped), digest)
        for number, sequence, modified, stamped, digest in rows
    }


def store_all(versions: Sequence[tuple[EventWrite, EventVersion]]) -> None:
    """Remember that these events are now what a file says in these versions."""
    for some in batches(versions):
        numbers = [write.id for write, _version in some if write.former is not None]
        if numbers:
            earlier = delete(ImportedVersion).where(ImportedVersion.event_id.in_(numbers))
            db.session.execute(earlier.execution_options(synchronize_session=False))
        db.session.execute(insert(ImportedVersion), [_row(*pair) for pair in some])


def _row(write: EventWrite, version: EventVersion) -> dict[str, Any]:
    digest = stored_details.digest(write.details)
    return {"event_id": write.id, **vars(version), "digest": digest}
