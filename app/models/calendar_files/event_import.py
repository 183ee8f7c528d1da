"""Importing a calendar file into a team's calendar: new events, changed ones, and what is left out.

An event is known again by its UID, so the same file twice changes nothing. What a file does not
speak about stays as people wrote it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from app.database.batches import batches
from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.calendar_files import hidden_series
from app.models.calendar_files.ics_file import Refusal
from app.models.calendar_files.import_candidate import CheckedFile, EventCandidate
from app.models.calendar_files.vevent import CalendarEvent
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
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

    def __init__(self, team: Team) -> None:
        """Begin with an empty report."""
        self.lines: list[ReportLine] = []
        self._team = team
        self._written: list[Event] = []
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
        imported = cls(team)
        imported._take_all(checked, progress)
        imported._record(by)
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

    def _record(self, by: User | None) -> None:
        Event.write_all(self._team, self._written, by=by)
        self.lines.sort(key=lambda line: line.line)

    def _take(self, candidates: Sequence[EventCandidate]) -> None:
        existing = self._find_existing([candidate.vevent.uid for candidate in candidates])
        new = []
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
                new.append(candidate)
        self._create(new)

    def _meet(self, event: Event, candidate: EventCandidate) -> None:
        """Decide what the file does to an event whose UID is known; raises ValidationError."""
        self._update(event, candidate.vevent, candidate.over(event.details))

    def _find_existing(self, uids: list[str]) -> dict[str, Event]:
        # Deleted events too: their UID comes back with them.
        rows = select(Event).where(Event.team_id == self._team.id, Event.uid.in_(uids))
        return {event.uid: event for event in db.session.scalars(rows)}

    def _create(self, new: Sequence[EventCandidate]) -> list[Event]:
        contents = [candidate.beside(self._series) for candidate in new]
        slugs = Event.free_slugs(self._team, contents)
        for candidate, details, slug in zip(new, contents, slugs, strict=True):
            vevent = candidate.vevent
            event = Event.new(self._team, details, slug=slug, uid=vevent.uid)
            event.sequence = _sequence_before(vevent)
            self._written.append(event)
            self._report(vevent, Outcome.CREATED)
        return self._written[len(self._written) - len(new) :]

    def _update(self, event: Event, vevent: CalendarEvent, details: EventDetails) -> None:
        if not event.take(details):
            self._report(vevent, Outcome.UNCHANGED)
            return
        event.sequence = max(event.sequence, _sequence_before(vevent))
        self._written.append(event)
        self._report(vevent, Outcome.UPDATED)

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


def _sequence_before(vevent: CalendarEvent) -> int:
    """The number that counting on from leads to the file's own, so that mirrors see it grow."""
    return min(vevent.sequence, MAX_SEQUENCE) - 1
