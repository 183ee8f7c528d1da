"""Bringing a calendar file into a team's calendar: what is new, what changed, what cannot be had.

An event is known again by its UID, so the same file twice changes nothing. What a file does not
speak about (a picture, a summary) stays as people wrote it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from app.extensions import db
from app.models.batches import batches
from app.models.calendar_event import CalendarEvent
from app.models.calendar_file import CalendarFile, Refusal
from app.models.errors import ValidationError
from app.models.event import Event
from app.models.event_details import EventDetails
from app.models.team import Team
from app.models.user import User

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

    @classmethod
    def of(
        cls,
        team: Team,
        calendar_file: CalendarFile,
        *,
        by: User | None = None,
        progress: Progress | None = None,
    ) -> "EventImport":
        """Import what can be had; ``progress`` is told how many events of how many are done."""
        team.lock()
        imported = cls(team)
        imported._refuse_all(calendar_file.refusals)
        done, total = 0, len(calendar_file.events)
        for some in batches(calendar_file.events):
            imported._take(some)
            done += len(some)
            if progress is not None:
                progress(done, total)
        Event.record_all(team, imported._written, by=by)
        imported.lines.sort(key=lambda line: line.line)
        return imported

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many events met each outcome, zeros included."""
        found = Counter(line.outcome for line in self.lines)
        return {outcome: found[outcome] for outcome in Outcome}

    @property
    def refused(self) -> list[ReportLine]:
        """The lines of what was left out."""
        return [line for line in self.lines if line.outcome == Outcome.REFUSED]

    def _take(self, found: Iterable[CalendarEvent]) -> None:
        found = list(found)
        known = self._find_known([one.uid for one in found])
        new: list[tuple[CalendarEvent, EventDetails]] = []
        for one in found:
            event = known.get(one.uid)
            try:
                details = _details(one, event)
            except ValidationError as error:
                self._report(one, Outcome.REFUSED, error.message)
            else:
                if event is None:
                    new.append((one, details))
                else:
                    self._update(event, one, details)
        self._create(new)

    def _find_known(self, uids: list[str]) -> dict[str, Event]:
        # Deleted events too: their UID comes back with them.
        rows = select(Event).where(Event.team_id == self._team.id, Event.uid.in_(uids))
        return {event.uid: event for event in db.session.scalars(rows)}

    def _create(self, new: list[tuple[CalendarEvent, EventDetails]]) -> None:
        slugs = Event.free_slugs(self._team, [details for _one, details in new])
        for (one, details), slug in zip(new, slugs, strict=True):
            event = Event.write(self._team, details, slug=slug, uid=one.uid)
            event.sequence = _sequence_before(one)
            self._written.append(event)
            self._report(one, Outcome.CREATED)

    def _update(self, event: Event, one: CalendarEvent, details: EventDetails) -> None:
        if not event.rewrite(details):
            self._report(one, Outcome.UNCHANGED)
            return
        event.sequence = max(event.sequence, _sequence_before(one))
        self._written.append(event)
        self._report(one, Outcome.UPDATED)

    def _report(self, one: CalendarEvent, outcome: Outcome, reason: str | None = None) -> None:
        self.lines.append(
            ReportLine(one.line, one.uid, one.title, outcome, start=one.start, reason=reason)
        )

    def _refuse_all(self, refusals: Iterable[Refusal]) -> None:
        self.lines += [
            ReportLine(one.line, one.uid, one.title, Outcome.REFUSED, reason=one.reason)
            for one in refusals
        ]


def _sequence_before(one: CalendarEvent) -> int:
    """The number that counting on from leads to the file's own, so that mirrors see it grow."""
    return min(one.sequence, MAX_SEQUENCE) - 1


def _details(one: CalendarEvent, event: Event | None) -> EventDetails:
    """What ``one`` says, over what is known of ``event``; raises ValidationError."""
    known = event.details if event else EventDetails(one.title, one.start, one.end, one.timezone)
    latitude, longitude = one.geo or (None, None)
    details = replace(
        known,
        title=one.title,
        start=one.start,
        end=one.end,
        timezone=one.timezone,
        all_day=one.all_day,
        description_html=one.description_html,
        status=one.status,
        visibility=one.visibility,
        venue_name=one.venue_name,
        venue_address=one.venue_address,
        latitude=latitude,
        longitude=longitude,
        url=one.url,
        tags=one.tags,
        recurrence=one.recurrence,
        overrides=one.overrides,
    )
    return details.checked(strict=False)
