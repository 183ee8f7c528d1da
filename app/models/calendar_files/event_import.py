"""Importing a calendar file into a team's calendar: new events, changed ones, and what is left out.

An event is known again by its UID, so the same file twice changes nothing. What a file does not
speak about stays as people wrote it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.database.batches import batches
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.calendar_files import hidden_series
from app.models.calendar_files.ics_file import Refusal
from app.models.calendar_files.import_candidate import CheckedFile, EventCandidate
from app.models.calendar_files.vevent import CalendarEvent
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.events.stored_event import StoredEvent
from app.models.events.writing.event_batch import EventBatch
from app.models.events.writing.event_write import EventWrite
from app.models.teams.team import Team
from app.models.values.errors import ValidationError

Progress = Callable[[int, int], None]
MAX_SEQUENCE = 1_000_000_000  # leaves room to count on for as many changes again


class Outcome(StrEnum):
    """What became of one event of the file."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class ReportLine:
    """One event of the file, the line it begins at, and what became of it; ``reason`` says why."""

    line: int
    uid: str | None
    title: str | None
    outcome: Outcome
    start: datetime | None = None
    reason: str | None = None


class EventImport:
    """One import and its report. Commit after it: all of it is in one transaction."""

    def __init__(self, team: Team, *, by: User | None = None) -> None:
        """Begin with an empty report."""
        self.lines: list[ReportLine] = []
        self._team = team
        self._batch = EventBatch(team.id, by=by)
        self._series: Mapping[str, EventDetails | None] = {}

    @classmethod
    def of(
        cls,
        team: Team,
        checked: CheckedFile,
        *,
        by: User | None = None,
        progress: Progress | None = None,
    ) -> "EventImport":
        """Import what can be had; ``progress`` is told how many events of how many are done."""
        team.lock()
        imported = cls(team, by=by)
        imported._take_all(checked, progress)
        imported._write()
        counts = {outcome.value: count for outcome, count in imported.counts.items()}
        audit_trail.record("event.imported", counts, actor=by, team=team)
        return imported

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many events met each outcome, zeros included."""
        totals = Counter(line.outcome for line in self.lines)
        return {outcome: totals[outcome] for outcome in Outcome}

    @property
    def refused(self) -> list[ReportLine]:
        """The lines of what was left out."""
        return [line for line in self.lines if line.outcome == Outcome.REFUSED]

    def _take_all(self, checked: CheckedFile, progress: Progress | None = None) -> None:
        self._refuse_all(checked.refusals)
        formers = (candidate.vevent.former for candidate in checked.candidates)
        # As they are before the file changes them.
        self._series = hidden_series.find_series(self._team, formers)
        done, total = 0, len(checked.candidates)
        for some in batches(checked.candidates):
            self._take(some)
            done += len(some)
            if progress is not None:
                progress(done, total)

    def _write(self) -> None:
        self._batch.write()
        self.lines.sort(key=lambda line: line.line)

    def _take(self, candidates: Sequence[EventCandidate]) -> None:
        existing = self._find_existing([candidate.vevent.uid for candidate in candidates])
        for candidate in candidates:
            event = existing.get(candidate.vevent.uid)
            is_gone = event is None or event.deleted_at is not None
            if candidate.vevent.is_cancellation and is_gone:
                self._report(candidate.vevent, Outcome.UNCHANGED, _("The team has no such event."))
            elif event is not None:
                try:
                    self._meet(event, candidate)
                except ValidationError as error:
                    self._report(candidate.vevent, Outcome.REFUSED, error.message)
            else:
                self._create(candidate)

    def _meet(self, event: StoredEvent, candidate: EventCandidate) -> None:
        """Decide what the file does to an event whose UID is known; raises ValidationError."""
        self._update(event, candidate.vevent, candidate.over(event.details))

    def _find_existing(self, uids: list[str]) -> dict[str, StoredEvent]:
        # Deleted events too: their UID comes back with them.
        events = Event.read_stored(Event.team_id == self._team.id, Event.uid.in_(uids))
        return {event.uid: event for event in events}

    def _create(self, candidate: EventCandidate) -> None:
        vevent, details = candidate.vevent, candidate.beside(self._series)
        self._batch.add(details, uid=vevent.uid, least_sequence=_sequence(vevent))
        self._report(vevent, Outcome.CREATED)

    def _update(
        self, event: StoredEvent, vevent: CalendarEvent, details: EventDetails
    ) -> EventWrite | None:
        write = self._batch.change(event, details, least_sequence=_sequence(vevent))
        self._report(vevent, Outcome.UNCHANGED if write is None else Outcome.UPDATED)
        return write

    def _report(self, vevent: CalendarEvent, outcome: Outcome, reason: str | None = None) -> None:
        self.lines.append(
            ReportLine(vevent.line, vevent.uid, vevent.title, outcome, vevent.start, reason)
        )

    def _refuse_all(self, refusals: Iterable[Refusal]) -> None:
        self.lines += [
            ReportLine(
                refusal.line, refusal.uid, refusal.title, Outcome.REFUSED, reason=refusal.reason
            )
            for refusal in refusals
        ]


def _sequence(vevent: CalendarEvent) -> int:
    """The file's own number, which the event gets unless it has a higher one already."""
    return min(vevent.sequence, MAX_SEQUENCE)
