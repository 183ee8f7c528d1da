"""The VEVENTs that change occurrences of a series (RFC 5545 section 3.8.4.4)."""

from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from app.language.texts import gettext as _
from app.models.calendar_files import later_dates, vevent
from app.models.calendar_files.hidden_series import FormerDate
from app.models.calendar_files.ics_times import Span, read_moment, too_far_away
from app.models.calendar_files.ics_zones import Zones
from app.models.calendar_files.later_dates import LaterDates
from app.models.calendar_files.series_dates import SeriesDates
from app.models.calendar_files.vevent import CalendarEvent, Draft
from app.models.recurrence.recurrence import MAX_OVERRIDES, Override, Recurrence
from app.models.values.errors import ValidationError

# What a change leaves open is as in its series; these have rules of their own.
OWN = frozenset({"recurrence", "overrides", "geo", "former"})


@dataclass
class SeriesReading:
    """The events that a series and its changes become, and the drafts that are left out, why."""

    events: list[tuple[Draft, CalendarEvent]] = field(default_factory=list)
    refused: list[tuple[Draft, ValidationError]] = field(default_factory=list)


class SeriesChanges:
    """The changes of one series, and what becomes of it by them."""

    def __init__(
        self,
        reading: SeriesReading,
        draft: Draft,
        event: CalendarEvent,
        span: Span,
        dates: SeriesDates,
    ) -> None:
        """Add to ``reading`` what ``event``, read from ``draft``, becomes."""
        self._reading, self._draft, self._event = reading, draft, event
        self._span, self._dates = span, dates

    def take(self, changes: list[Draft], overrides: dict[str, Override]) -> None:
        """Add the events to the reading; ``overrides`` are there already, by their date."""
        later = self._later([change for change in changes if change.is_for_later_dates])
        for change in changes:
            if not change.is_for_later_dates:
                self._take(change, later, overrides)
        settled = tuple(overrides[name] for name in sorted(overrides))
        event = replace(self._event, overrides=settled)
        parts = self._split(event, later) if later else [event]
        drafts = {part.draft.line: part.draft for part in later}
        self._reading.events += [(drafts.get(part.line, self._draft), part) for part in parts]

    def _split(self, event: CalendarEvent, later: list[LaterDates]) -> list[CalendarEvent]:
        try:
            return later_dates.split(event, later)
        except OverflowError:
            self._reading.refused += [(part.draft, too_far_away()) for part in later]
            return [event]

    def _later(self, changes: list[Draft]) -> list[LaterDates]:
        later: dict[datetime, LaterDates] = {}
        for change in changes:
            try:
                since = self._moment(change)
                event = read_alone(change, self._zones_of(change), self._event)
            except ValidationError as error:
                self._reading.refused.append((change, error))
            else:
                there = event.timezone if not event.all_day else self._span.timezone
                start, end = (self._span.wall(at, there) for at in (event.start, event.end))
                event = replace(event, start=start, end=end, timezone=self._event.timezone)
                later[since] = LaterDates(change, since, event)
        return [later[since] for since in sorted(later)]

    def _take(self, change: Draft, later: list[LaterDates], overrides: dict[str, Override]) -> None:
        try:
            since = self._moment(change)
            series = later_dates.series_of(since, self._event, later)
            override = self._override(change, since, series)
            if override is None:
                alone = read_alone(change, self._zones_of(change), series)
                self._exclude(since)
                self._reading.events.append((change, alone))
                return
            if len(overrides) >= MAX_OVERRIDES:
                raise ValidationError("recurrence", _("Its series has too many changes."))
        except ValidationError as error:
            self._reading.refused.append((change, error))
        else:
            overrides[override.recurrence_id] = override

    def _override(self, change: Draft, since: datetime, series: CalendarEvent) -> Override | None:
        """What ``change`` changes in one date; None when it makes it all-day, or no longer so."""
        status = "cancelled" if change.is_cancellation else vevent.read_status(change.properties)
        name = self._dates.name(since)
        if change.start(self._zones_of(change)).is_date == self._event.all_day:
            return self._same_kind(change, name, status, series)
        if status == "cancelled":
            length = self._event.end - self._event.start
            return Override(name, since, since + length, status=status)
        return None

    def _same_kind(
        self, change: Draft, recurrence_id: str, status: str | None, series: CalendarEvent
    ) -> Override:
        zones = self._zones_of(change)
        is_own_zone = change.start(zones).zone is self._span.written_in
        span = change.span(zones, repeats=is_own_zone)
        venue, address = vevent.read_venue(change.properties)
        description = vevent.read_description(change.properties)
        return Override(
            recurrence_id=recurrence_id,
            start=self._span.wall(span.start, span.timezone),
            end=self._span.wall(span.end, span.timezone),
            title=_changed(change.title if change.has_title else None, series.title),
            status=_changed(status, series.status or "scheduled"),
            description_html=_changed(description, series.description_html),
            venue_name=_changed(venue, series.venue_name),
            venue_address=_changed(address, series.venue_address),
            visibility=_visibility(change, series),
        )

    def _moment(self, change: Draft) -> datetime:
        """The date that ``change`` is about, as a wall time of the series."""
        which = change.properties.only("RECURRENCE-ID")
        if which is None or (which.parameter("RANGE") and not change.is_for_later_dates):
            raise ValidationError("recurrence", _("Only RANGE=THISANDFUTURE can be kept."))
        moment = read_moment(which, self._zones_of(change))
        return datetime.fromisoformat(self._dates.changed(moment))

    def _zones_of(self, change: Draft) -> Zones:
        """The zones, where times without one are in that of the series if the file has none."""
        zone = self._span.written_in
        return change.zones if zone is None else change.zones.floating_in(zone)

    def _exclude(self, since: datetime) -> None:
        recurrence = self._event.recurrence or Recurrence()
        exdates = dict.fromkeys((*recurrence.exdates, self._dates.name(since)))
        self._event = replace(self._event, recurrence=replace(recurrence, exdates=tuple(exdates)))


def read_alone(draft: Draft, zones: Zones, series: CalendarEvent | None = None) -> CalendarEvent:
    """A changed occurrence as an event of its own; raises ValidationError.

    What it leaves open is as in ``series``, if that is there.
    """
    span = draft.span(zones, repeats=False)
    which = draft.properties.first("RECURRENCE-ID")
    former = FormerDate(draft.uid, read_moment(which, zones)) if which is not None else None
    event = vevent.read_event(draft, span)
    event = replace(event, uid=vevent.uid_of_occurrence(draft), former=former)
    return event if series is None else _completed(event, series)


def _completed(event: CalendarEvent, series: CalendarEvent) -> CalendarEvent:
    """``event`` with the values of its series for what it does not say."""
    names = {part.name for part in fields(CalendarEvent)} - OWN
    values = {name: getattr(series, name) for name in names if getattr(event, name) is None}
    values["content"] = {**series.content, **event.content}
    if not event.has_title:
        values |= {"title": series.title, "has_title": series.has_title}
    if series.visibility == "private":
        values["visibility"] = "private"
    if not event.has_venue:
        venue = ("has_venue", "venue_name", "venue_address", "geo")
        values |= {name: getattr(series, name) for name in venue}
    return replace(event, **values)


def _visibility(draft: Draft, series: CalendarEvent) -> str | None:
    """Whether this date is private and its series is not, as calendars mark a single date."""
    is_private = vevent.read_visibility(draft.properties) == "private"
    return "private" if is_private and series.visibility != "private" else None


def _changed(value: str | None, usual: str | None) -> str | None:
    return value if value and value != usual else None
