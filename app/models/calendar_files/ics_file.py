"""An .ics file (RFC 5545) as plain values: its events, and the parts that cannot be imported.

Each VEVENT becomes one event with the title and the start that it has in the file, but for two
kinds: one that changes an occurrence of a series in the same file is kept with that series, and
of several versions of one event the newest counts. A changed occurrence whose series is not in
the file is an event of its own, with the UID "<uid>#<recurrence id>"; one that is called off
belongs to the series all the same.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from app.language.texts import gettext as _
from app.models.calendar_files import ics_lines, series_changes, vevent, vevent_series
from app.models.calendar_files.ics_lines import CalendarFileError, Component
from app.models.calendar_files.ics_properties import Properties
from app.models.calendar_files.ics_times import too_far_away
from app.models.calendar_files.ics_zones import Compared, Zones
from app.models.calendar_files.vevent import CalendarEvent, Draft
from app.models.calendar_files.vevent_series import NeverTakesPlaceError
from app.models.recurrence.recurrence import Override
from app.models.values import plain_text
from app.models.values.errors import ValidationError

__all__ = ["CalendarEvent", "CalendarFile", "CalendarFileError", "Override", "Refusal", "read"]

MAX_NAME = 200  # characters
# Methods of messages about an invitation (RFC 5546 section 1.4), not of calendars.
ANSWERS = frozenset({"REPLY", "ADD", "REFRESH", "COUNTER", "DECLINECOUNTER"})
PROGRESS_EVERY = 100  # events between two calls of ``progress``


@dataclass(frozen=True)
class Refusal:
    """A VEVENT that is left out, the line where it begins, and why.

    ``is_outdated``: nothing is wrong with it, but the file has a newer version.
    One that ``has_dates`` is there, though it cannot be kept; without any, the event is over.
    """

    line: int
    uid: str | None
    title: str | None
    reason: str
    is_outdated: bool = False
    has_dates: bool = True


@dataclass(frozen=True)
class CalendarFile:
    """What a file holds, of all its calendars. ``name`` and ``timezone`` are the first one's.

    ``timezone`` is the zone of the times that name none.
    """

    name: str
    timezone: str
    events: tuple[CalendarEvent, ...]
    refusals: tuple[Refusal, ...]


def read(
    data: bytes, *, default_timezone: str, progress: Callable[[int, int], None] | None = None
) -> CalendarFile:
    """Read a whole file; raises CalendarFileError when nothing of it is to be imported.

    ``default_timezone`` (IANA) counts where the file names no zone of its own. ``progress`` is
    told how many of how many events are read.
    """
    calendars = ics_lines.read_calendars(data)
    compared: Compared = {}
    zones = [Zones(calendar, default_timezone, compared) for calendar in calendars]
    reading = _Reading()
    reading.read(list(zip(calendars, zones, strict=True)), progress or _ignore)
    return CalendarFile(
        name=next(filter(None, map(_name, calendars)), ""),
        timezone=zones[0].display_name,
        events=tuple(reading.events.values()),
        refusals=tuple(sorted(reading.refusals, key=lambda refusal: refusal.line)),
    )


class _Reading:
    """The work of one ``read``: the events found so far, by UID, and the refusals."""

    def __init__(self) -> None:
        self.events: dict[str, CalendarEvent] = {}
        self.refusals: list[Refusal] = []

    def read(
        self, calendars: list[tuple[Component, Zones]], progress: Callable[[int, int], None]
    ) -> None:
        drafts = self._newest(self._drafts(calendars))
        changes = _changes_by_series(drafts)
        for done, draft in enumerate(drafts):
            if done % PROGRESS_EVERY == 0:
                progress(done, len(drafts))
            if not draft.is_override:
                self._add(draft, changes.get(draft.uid, []))
            elif draft.uid not in changes:
                self._add_alone(draft)
        progress(len(drafts), len(drafts))

    def _drafts(self, calendars: list[tuple[Component, Zones]]) -> Iterator[Draft]:
        for calendar, zones in calendars:
            method = _method(calendar)
            for component in calendar.named("VEVENT"):
                draft = Draft(component, zones, method)
                component.lines.clear()  # a large file has a million, and the draft needs no more
                if method in ANSWERS:
                    message = _("METHOD:%(it)s answers an invitation and is no event.", it=method)
                    self._refuse(draft, message)
                else:
                    yield draft

    def _newest(self, drafts: Iterable[Draft]) -> list[Draft]:
        """One draft for each event and each changed occurrence: of several the newest."""
        kept: dict[tuple[str, str], Draft] = {}
        for draft in drafts:
            rival = kept.setdefault((draft.uid, draft.occurrence), draft)
            if rival is not draft:
                older, newer = sorted((rival, draft), key=lambda version: version.age)
                kept[draft.uid, draft.occurrence] = newer
                reason = _("The file has a newer version of it.")
                self.refusals.append(
                    Refusal(older.line, older.uid, older.title, reason, is_outdated=True)
                )
        return sorted(kept.values(), key=lambda draft: draft.line)

    def _add(self, draft: Draft, changes: list[Draft]) -> None:
        try:
            reading = vevent_series.read(draft, changes)
        except OverflowError:
            for refused in (draft, *changes):
                self._refuse(refused, too_far_away().message)
            return
        for refused, error in reading.refused:
            has_dates = not isinstance(error, NeverTakesPlaceError)
            self._refuse(refused, error.message, has_dates=has_dates)
        for kept, event in reading.events:
            self._keep(kept, event)

    def _add_alone(self, draft: Draft) -> None:
        """Keep a changed occurrence whose series is not in the file."""
        if draft.is_cancellation:
            self._cancel_date(draft)
            return
        try:
            event = series_changes.read_alone(draft, draft.zones)
        except ValidationError as error:
            self._refuse(draft, error.message)
        else:
            self._keep(draft, event)

    def _cancel_date(self, draft: Draft) -> None:
        """Keep that one date of a series that is not in the file is called off."""
        try:
            date = vevent_series.read_recurrence_id(draft, draft.zones)
            span = draft.span(draft.zones, repeats=False)
            event = vevent.read_event(draft, span)
        except ValidationError as error:
            self._refuse(draft, error.message)
            return
        earlier = self.events.get(draft.uid)
        if earlier is not None and earlier.cancelled_dates:
            event = replace(earlier, cancelled_dates=(*earlier.cancelled_dates, date))
            self.events[draft.uid] = event
        else:
            self._keep(draft, replace(event, cancelled_dates=(date,)))

    def _keep(self, draft: Draft, event: CalendarEvent) -> None:
        if event.uid in self.events:
            self._refuse(draft, _("The file has another event with this UID."))
        else:
            self.events[event.uid] = event

    def _refuse(self, draft: Draft, reason: str, *, has_dates: bool = True) -> None:
        refusal = Refusal(draft.line, draft.uid, draft.title, reason, has_dates=has_dates)
        self.refusals.append(refusal)


def _changes_by_series(drafts: list[Draft]) -> dict[str, list[Draft]]:
    """For the UID of each series in the file, the drafts that change its occurrences."""
    changes: dict[str, list[Draft]] = {
        draft.uid: [] for draft in drafts if draft.repeats and not draft.is_override
    }
    for draft in drafts:
        if draft.is_override and draft.uid in changes:
            changes[draft.uid].append(draft)
    return changes


def _name(calendar: Component) -> str:
    properties = Properties(calendar, frozenset({"X-WR-CALNAME", "NAME"}))
    name = properties.text("X-WR-CALNAME") or properties.text("NAME")
    return plain_text.squeeze(name, MAX_NAME)


def _method(calendar: Component) -> str:
    return Properties(calendar, frozenset({"METHOD"})).text("METHOD").strip().upper()


def _ignore(_done: int, _total: int) -> None:
    """Ignore progress."""
