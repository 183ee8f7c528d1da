"""The work of an import and of its undoing, a batch at a time.

A batch is one transaction. What people saw is what happens: an event that changed after the preview
is left as it is, and one that was edited or booked after the import is not undone.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import update

from app.database.hot_reads import HotQuery
from app.database.transactions import rows_changed
from app.extensions import db
from app.language.texts import gettext as _
from app.models.calendar_files.event_version import EventVersion
from app.models.calendar_files.imports import import_line, imported_version, stored_details
from app.models.calendar_files.imports.calendar_import import LEASE, Import, State
from app.models.calendar_files.imports.import_line import ImportLine, Stage
from app.models.calendar_files.imports.import_plan import Outcome, find_existing
from app.models.events import event_address, event_observers
from app.models.events.event import Event
from app.models.events.event_details import VISIBILITIES, EventDetails
from app.models.events.stored_event import StoredEvent
from app.models.events.writing.event_batch import EventBatch
from app.models.events.writing.event_write import EventWrite
from app.models.values import clock

BATCH = 200  # events; a fraction of a second, in which no one else can write on SQLite
MAX_SEQUENCE = 1_000_000_000  # leaves room to count on for as many changes again


class IdleImport(NamedTuple):
    """An import that waits for a process."""

    id: int


_IDLE = HotQuery(
    """
SELECT id FROM calendar_import
 WHERE leased_until_at IS NOT NULL AND (leased_until_at <= :now OR leased_until_at > :latest)
 ORDER BY leased_until_at, id LIMIT 1
""",
    IdleImport,
)


def claim_first() -> Import | None:
    """The import that has waited longest for a process, for exactly one of them. Commits."""
    now = clock.now()
    for row in _IDLE.rows(now=now, latest=clock.latest_lease(LEASE)):
        is_idle = clock.lease_is_over(Import.leased_until_at, LEASE)
        mine = update(Import).where(Import.id == row.id, is_idle)
        mine = mine.values(leased_until_at=now + LEASE, tries=Import.tries + 1)
        is_mine = rows_changed(mine.execution_options(synchronize_session=False))
        db.session.commit()
        return db.session.get(Import, row.id) if is_mine else None
    return None


def hand_over(imported: Import) -> None:
    """Let any process continue it from now on. Commit after it."""
    imported.hold()
    if imported.is_working:
        imported.lease(0)


def advance(imported: Import) -> bool:
    """Do the next batch; False when none is left. Commit after it."""
    imported.hold()
    if not imported.is_working:
        return False
    lines = imported.list_lines(ImportLine.stage == Stage.WAITING.value, limit=BATCH)
    if imported.state == State.IMPORTING:
        _ImportBatch(imported).run(lines)
    else:
        _UndoBatch(imported).run(lines)
    imported.tries = 0
    imported.lease()
    if len(lines) < BATCH:
        imported.finish()
    return imported.is_working


class _Batch:
    """The events that one batch writes, each with its line and the version that it then has."""

    def __init__(self, imported: Import) -> None:
        self._imported, self._team = imported, imported.team
        by = imported.made_by if imported.state == State.IMPORTING else imported.undone_by
        self._events = EventBatch(self._team.id, by=by, via=imported.via)
        self._written: list[tuple[ImportLine, EventWrite, EventVersion]] = []

    def _write(self) -> None:
        self._events.write()
        imported_version.store_all([(write, version) for _line, write, version in self._written])


class _ImportBatch(_Batch):
    def run(self, lines: Sequence[ImportLine]) -> None:
        """Do what the lines say, as far as the events are still what people saw."""
        existing = find_existing(self._team, [line.uid for line in lines])
        former = imported_version.find_all(existing.values())
        for line in lines:
            event, content = existing.get(line.uid or ""), self._content(line)
            if event is None and line.outcome == Outcome.NEW:
                self._create(line, content)
            elif self._may_take(line, event, content) and event is not None:
                taken = former.get(event.id)
                line.former_json = import_line.write_version(taken.version if taken else None)
                self._change(line, event, content)
        self._write()
        for line, write, _version in self._written:
            line.event_id, line.after_json = write.id, stored_details.dump(write.details)

    def _may_take(self, line: ImportLine, event: StoredEvent | None, content: EventDetails) -> bool:
        """Whether the event is what people saw; settles the line if it is not."""
        if event is None or (event.deleted_at is not None and line.outcome == Outcome.CHANGED):
            line.settle(Outcome.SKIPPED, _("It was deleted after the preview."))
            return False
        if event.deleted_at is not None:
            return True
        if event.details == event_address.leave_out(event, content):
            line.settle(Outcome.UNCHANGED)
            return False
        if line.outcome == Outcome.CHANGED and event.details == line.before:
            return True
        if line.outcome == Outcome.NEW:
            reason = _("An event with this UID was added after the preview.")
        else:
            reason = _("It was changed after the preview. Import the file again to compare.")
        line.settle(Outcome.SKIPPED, reason)
        return False

    def _content(self, line: ImportLine) -> EventDetails:
        """What the event becomes; a new one as visible as was chosen, or as the file says."""
        details = stored_details.load(line.after_json or "")
        if line.outcome != Outcome.NEW:
            return details
        shown = max(self._imported.visibility, details.visibility, key=VISIBILITIES.index)
        return replace(details, visibility=shown)

    def _create(self, line: ImportLine, content: EventDetails) -> None:
        version, uid = line.version, line.uid
        write = self._events.add(content, uid=uid, least_sequence=_sequence(version))
        self._note(line, write, version)

    def _change(self, line: ImportLine, event: StoredEvent, content: EventDetails) -> None:
        version = line.version
        write = self._events.change(event, content, least_sequence=_sequence(version))
        if write is None:
            line.settle(Outcome.UNCHANGED)
        else:
            self._note(line, write, version)

    def _note(self, line: ImportLine, write: EventWrite, version: EventVersion) -> None:
        line.stage = Stage.DONE
        self._written.append((line, write, version))


class _UndoBatch(_Batch):
    def run(self, lines: Sequence[ImportLine]) -> None:
        """Give the events back what they were before, unless they were edited or booked since."""
        stored = Event.read_stored(Event.id.in_([line.event_id for line in lines]))
        events = {event.id: event for event in stored}
        booked = event_observers.find_booked(events)
        for line in lines:
            event = events.get(line.event_id or 0)
            if event is None or (line.outcome == Outcome.NEW and event.deleted_at is not None):
                line.stage = Stage.UNDONE  # it is gone already
            elif event.deleted_at is not None or event.details != line.after:
                line.stage, line.reason = Stage.KEPT, _("Edited since the import, so it was kept.")
            elif line.before is None and event.id in booked:
                line.stage, line.reason = Stage.KEPT, _("People have booked it, so it was kept.")
            else:
                self._give_back(line, event)
        self._write()

    def _give_back(self, line: ImportLine, event: StoredEvent) -> None:
        line.stage, before = Stage.UNDONE, line.before
        if before is None:
            write: EventWrite | None = self._events.delete(event)
        else:
            write = self._events.change(event, before)
        if write is not None:
            self._written.append((line, write, import_line.read_version(line.former_json)))


def _sequence(version: EventVersion) -> int:
    """The file's own number, which the event gets unless it has a higher one already."""
    return min(version.sequence or 0, MAX_SEQUENCE)
