"""What importing a checked file would do to a team's calendar. Planning writes nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.database.batches import batches
from app.language.texts import gettext as _
from app.models.calendar_files import hidden_series
from app.models.calendar_files.event_version import EventVersion
from app.models.calendar_files.ics_file import Refusal
from app.models.calendar_files.import_candidate import CheckedFile, EventCandidate
from app.models.calendar_files.imports import imported_version, stored_details
from app.models.calendar_files.imports.imported_version import Taken
from app.models.events import event_address
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.events.stored_event import StoredEvent
from app.models.teams.team import Team
from app.models.values.errors import ValidationError

MayWrite = Callable[[StoredEvent], bool]


class Outcome(StrEnum):
    """What an import does with one event of the file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class PlannedLine:
    """One event of the file, the line it begins at, and what an import would do with it.

    ``before`` and ``after`` are the event's content; None when there is none or it stays. A deleted
    event that comes back is new, and keeps its number and address.
    """

    line: int
    uid: str | None
    title: str | None
    outcome: Outcome
    reason: str | None = None
    start: datetime | None = None
    all_day: bool = False
    event: StoredEvent | None = None
    before: EventDetails | None = None
    after: EventDetails | None = None
    version: EventVersion | None = None


def plan(
    team: Team, checked: CheckedFile, *, may_write: MayWrite | None = None
) -> Iterator[list[PlannedLine]]:
    """The lines in batches, refused ones first. ``may_write`` tells which events may be changed."""
    for refusals in batches(checked.refusals):
        yield [_refused(refusal) for refusal in refusals]
    formers = (candidate.vevent.former for candidate in checked.candidates)
    series = hidden_series.find_series(team, formers)
    for candidates in batches(checked.candidates):
        existing = find_existing(team, [candidate.vevent.uid for candidate in candidates])
        versions = imported_version.find_all(existing.values())
        yield [_plan(each, existing, series, versions, may_write) for each in candidates]


def find_existing(team: Team, uids: Sequence[str | None]) -> dict[str, StoredEvent]:
    """The team's events with these UIDs, deleted ones too: their UID comes back with them."""
    events = Event.read_stored(Event.team_id == team.id, Event.uid.in_(uids))
    return {event.uid: event for event in events}


def _refused(refusal: Refusal) -> PlannedLine:
    outcome = Outcome.SKIPPED if refusal.is_outdated else Outcome.REFUSED
    return PlannedLine(refusal.line, refusal.uid, refusal.title, outcome, refusal.reason)


def _plan(
    candidate: EventCandidate,
    existing: Mapping[str, StoredEvent],
    series: Mapping[str, EventDetails | None],
    versions: Mapping[int, Taken],
    may_write: MayWrite | None,
) -> PlannedLine:
    event = existing.get(candidate.vevent.uid)
    if candidate.vevent.is_cancellation and (event is None or event.deleted_at is not None):
        reason = _("It cancels an event that the team does not have.")
        return _line(candidate, Outcome.SKIPPED, reason=reason)
    if event is None:
        return _line(candidate, Outcome.NEW, after=candidate.beside(series))
    if may_write is not None and not may_write(event):
        reason = _("The team has an event with this UID that this app may not change.")
        return _line(candidate, Outcome.REFUSED, reason=reason)
    if event.deleted_at is not None:
        return _line(candidate, Outcome.NEW, event=event, after=candidate.beside(series))
    before = event.details
    try:
        after = event_address.leave_out(event, candidate.over(before))
    except ValidationError as error:
        return _line(candidate, Outcome.REFUSED, event=event, reason=error.message)
    if before == after:
        return _line(candidate, Outcome.UNCHANGED, event=event)
    if _is_outdated(candidate.vevent.version, event, before, versions.get(event.id)):
        reason = _("The event here is newer than the file.")
        return _line(candidate, Outcome.SKIPPED, event=event, reason=reason)
    return _line(candidate, Outcome.CHANGED, event=event, before=before, after=after)


def _is_outdated(
    version: EventVersion, event: StoredEvent, details: EventDetails, taken: Taken | None
) -> bool:
    """Whether the file has an older version than the one that is here."""
    if taken is not None and version.is_older_than(taken.version):
        return True
    if taken is not None and taken.digest == stored_details.digest(details):
        return False  # not edited since: our own count of changes says nothing
    return version.is_behind(event.sequence, event.updated_at)


def _line(
    candidate: EventCandidate,
    outcome: Outcome,
    *,
    reason: str | None = None,
    event: StoredEvent | None = None,
    before: EventDetails | None = None,
    after: EventDetails | None = None,
) -> PlannedLine:
    vevent = candidate.vevent
    return PlannedLine(
        line=vevent.line,
        uid=vevent.uid,
        title=vevent.title,
        outcome=outcome,
        reason=reason,
        start=vevent.start,
        all_day=vevent.all_day,
        event=event,
        before=before,
        after=after,
        version=vevent.version,
    )
