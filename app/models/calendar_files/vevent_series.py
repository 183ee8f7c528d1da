"""A repeating VEVENT (RFC 5545 section 3.8.5): its rules, its dates, and what cancels them."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from app.language.texts import gettext as _
from app.models.calendar_files import ics_rules, vevent
from app.models.calendar_files.ics_properties import Property
from app.models.calendar_files.ics_times import (
    Moment,
    Span,
    read_length,
    read_moment,
    read_moments,
    read_span,
)
from app.models.calendar_files.ics_zones import Zones
from app.models.calendar_files.series_changes import SeriesChanges, SeriesReading, read_alone
from app.models.calendar_files.series_dates import SeriesDates
from app.models.calendar_files.vevent import Draft
from app.models.events.event_details import EventDetails
from app.models.recurrence.recurrence import MAX_DATES, MAX_OVERRIDES, Override, Recurrence
from app.models.recurrence.series import Series
from app.models.recurrence.times import Times
from app.models.values.errors import ValidationError

_END_OF_PERIOD = re.compile("/[^,]*")
_UTC_UNTIL = re.compile(r"(UNTIL=\d{8}T\d{6})Z", re.ASCII | re.IGNORECASE)


class NeverTakesPlaceError(ValidationError):
    """A series that has no date, because it ends before it begins: calendars end a series so."""


def read(draft: Draft, changes: list[Draft]) -> SeriesReading:
    """Read ``draft``, which may repeat, with the changes of its occurrences.

    An occurrence that is all-day unlike its series is an event of its own, and so are the dates
    from one on that are changed together (RANGE=THISANDFUTURE).
    """
    reading = SeriesReading()
    try:
        span = draft.span(draft.zones, repeats=draft.repeats)
        span, recurrence = read_recurrence(draft, span, draft.zones)
        event = vevent.read_event(draft, span, recurrence=recurrence)
        dates = SeriesDates(span, recurrence or Recurrence(), draft.zones.named)
        periods = {period.recurrence_id: period for period in _periods(draft, span, dates)}
    except NeverTakesPlaceError as error:
        reading.refused.append((draft, error))
        _take_alone(reading, changes)
    except ValidationError as error:
        reading.refused.append((draft, error))
        refusal = ValidationError("recurrence", _("The series it belongs to is refused."))
        reading.refused += [(change, refusal) for change in changes]
    else:
        SeriesChanges(reading, draft, event, span, dates).take(changes, periods)
    return reading


def read_recurrence(draft: Draft, span: Span, zones: Zones) -> tuple[Span, Recurrence | None]:
    """When the series begins and how it repeats; None when it does not.

    Raises ValidationError for a rule that is wrong or too much, and its subclass
    NeverTakesPlaceError for a series without any date.
    """
    if draft.properties.all("EXRULE"):
        raise ValidationError("recurrence", _("EXRULE is out of use. Write EXDATE instead."))
    if not draft.repeats:
        return span, None
    times = Times(span.start, span.end, span.timezone, span.all_day)
    written = [_in_own_zone(prop.raw, draft, zones) for prop in draft.properties.all("RRULE")]
    rule, further = ics_rules.read(written, times)
    dates = SeriesDates(span, Recurrence(rule), zones.named)
    added = [dates.added(moment) for moment in _moments(draft, "RDATE", zones)]
    rdates = tuple(dict.fromkeys((*added, *map(dates.name, further))))
    dates = SeriesDates(span, Recurrence(rule, rdates), zones.named)
    excluded = [n for moment in _moments(draft, "EXDATE", zones) for n in dates.excluded(moment)]
    recurrence = Recurrence(rule, rdates, tuple(dict.fromkeys(excluded)))
    if rule is not None and ics_rules.is_dead(rule, times):
        return _without_start(span, recurrence)
    return span, recurrence


def read_recurrence_id(draft: Draft, zones: Zones) -> Moment:
    """Which single date ``draft`` is about; raises ValidationError."""
    which = draft.properties.only("RECURRENCE-ID")
    if which is None or which.parameter("RANGE"):
        raise ValidationError("recurrence", _("Changing all later dates at once cannot be kept."))
    return read_moment(which, zones)


def cancel_dates(moments: Iterable[Moment], stored: EventDetails) -> EventDetails:
    """The series ``stored`` with these of its dates cancelled; it has no others."""
    if stored.recurrence is None:
        return stored
    series = Series(stored.times)
    span = Span(stored.start, stored.end, stored.timezone, stored.all_day)
    dates = SeriesDates(span, stored.recurrence)
    overrides = {override.recurrence_id: override for override in stored.overrides}
    for name in map(dates.changed, moments):
        if date := series.find(name):
            own = date.override or Override(date.recurrence_id, date.start, date.end)
            overrides[own.recurrence_id] = replace(own, status="cancelled")
    return replace(stored, overrides=tuple(overrides[name] for name in sorted(overrides)))


def _take_alone(reading: SeriesReading, changes: list[Draft]) -> None:
    """Keep the changed occurrences of a series that has no date of its own."""
    for change in changes:
        if change.is_cancellation:
            continue
        try:
            reading.events.append((change, read_alone(change, change.zones)))
        except ValidationError as error:
            reading.refused.append((change, error))


def _in_own_zone(rule: str, draft: Draft, zones: Zones) -> str:
    """``rule``, whose UNTIL is in the zone of a start that names none, as its other dates are."""
    if zones.is_named or not draft.start(zones).is_floating:
        return rule
    return _UTC_UNTIL.sub(r"\1", rule)


def _without_start(span: Span, recurrence: Recurrence) -> tuple[Span, Recurrence | None]:
    """The series of the additional dates alone; raises NeverTakesPlaceError when it has none."""
    left = sorted(set(recurrence.rdates) - set(recurrence.exdates))
    if not left:
        message = _("It never takes place: its last date (UNTIL) is before its first.")
        raise NeverTakesPlaceError("recurrence", message)
    start = datetime.fromisoformat(left[0])
    moved = replace(span, start=start, end=start + (span.end - span.start))
    return moved, Recurrence(None, tuple(left[1:])) if left[1:] else None


def _moments(draft: Draft, name: str, zones: Zones) -> list[Moment]:
    properties = draft.properties.all(name)
    if sum(prop.raw.count(",") + 1 for prop in properties) > MAX_DATES:
        raise ValidationError("recurrence", _("Use at most %(n)d dates.", n=MAX_DATES))
    starts = (replace(prop, raw=_END_OF_PERIOD.sub("", prop.raw)) for prop in properties)
    return [moment for prop in starts for moment in read_moments(prop, zones)]


def _periods(draft: Draft, usual: Span, dates: SeriesDates) -> list[Override]:
    """The additional dates with a length of their own (RDATE;VALUE=PERIOD).

    Raises ValidationError.
    """
    if usual.all_day:
        return []
    written = [
        (replace(prop, raw=begin), replace(prop, raw=end))
        for prop in draft.properties.all("RDATE")
        for begin, slash, end in (value.partition("/") for value in prop.raw.split(","))
        if slash
    ]
    periods = (_period(begin, end, draft.zones, usual, dates) for begin, end in written)
    length = usual.end - usual.start
    return [period for period in periods if period.end - period.start != length][:MAX_OVERRIDES]


def _period(
    begin: Property, end: Property, zones: Zones, usual: Span, dates: SeriesDates
) -> Override:
    is_length = end.raw.strip().upper().startswith(("P", "+P", "-P"))
    moment = read_moment(begin, zones)
    last = read_length(end) if is_length else read_moment(end, zones)
    span = read_span(moment, last, zones, repeats=False)
    first, after = (usual.wall(at, span.timezone) for at in (span.start, span.end))
    return Override(dates.added(moment), first, after)
