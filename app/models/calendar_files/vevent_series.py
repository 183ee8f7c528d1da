"""A repeating VEVENT and the VEVENTs that change its occurrences (RFC 5545 section 3.8.4.4)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _

from app.models.calendar_files import vevent
from app.models.calendar_files.ics_lines import CalendarFileError
from app.models.calendar_files.ics_times import (
    Moment,
    Span,
    read_length,
    read_moment,
    read_moments,
    read_span,
)
from app.models.calendar_files.ics_zones import Zones
from app.models.calendar_files.vevent import CalendarEvent, Draft
from app.models.events.event_details import EventDetails
from app.models.recurrence import recurrence_rule
from app.models.recurrence.recurrence import MAX_DATES, Override, Recurrence
from app.models.recurrence.recurrence_rule import RunawayRuleError
from app.models.recurrence.series import Series
from app.models.values import wall_time
from app.models.values.errors import ValidationError

_END_OF_PERIOD = re.compile("/[^,]*")


def read_recurrence(draft: Draft, span: Span, zones: Zones) -> Recurrence | None:
    """How the event repeats; None when it does not.

    Raises ValidationError for a rule that is wrong, CalendarFileError for one that is dangerous.
    """
    if draft.properties.all("EXRULE"):
        raise ValidationError("recurrence", _("EXRULE is out of use. Write EXDATE instead."))
    if not draft.repeats:
        return None
    rule = draft.properties.only("RRULE")
    recurrence = Recurrence(
        rrule=recurrence_rule.normalise(rule.raw) if rule else None,
        rdates=_dates(draft, "RDATE", span, zones),
        exdates=_dates(draft, "EXDATE", span, zones),
    )
    try:
        recurrence.check(start=span.start)
    except RunawayRuleError as error:
        raise CalendarFileError(error.message, rule.line if rule else draft.line) from None
    return recurrence


def read_periods(draft: Draft, series: CalendarEvent, zones: Zones) -> Iterator[Override]:
    """The additional dates with a length of their own (RDATE;VALUE=PERIOD).

    Raises ValidationError.
    """
    usual = Span(series.start, series.end, series.timezone, series.all_day)
    properties = [prop for prop in draft.properties.all("RDATE") if "/" in prop.raw]
    for prop in properties if not series.all_day else ():
        for begin, slash, end in (value.partition("/") for value in prop.raw.split(",")):
            if not slash:
                continue
            moment, ended = read_moment(replace(prop, raw=begin), zones), replace(prop, raw=end)
            is_length = end.strip().upper().startswith(("P", "+P", "-P"))
            last = read_length(ended) if is_length else read_moment(ended, zones)
            span = read_span(moment, last, zones, repeats=False)
            first, last_wall = (_move(at, span.timezone, usual) for at in (span.start, span.end))
            if last_wall - first != series.end - series.start:
                yield Override(_write(moment, usual), first, last_wall)


def read_override(draft: Draft, series: CalendarEvent, zones: Zones) -> Override:
    """What ``draft`` changes in one occurrence of ``series``; raises ValidationError."""
    moment = read_recurrence_id(draft, zones)
    span = draft.span(zones, repeats=False)
    if span.all_day != series.all_day:
        raise ValidationError("recurrence", _("It is all-day, or not, unlike its series."))
    text = draft.properties.text
    original = Span(series.start, series.end, series.timezone, series.all_day)
    name, address = vevent.read_venue(draft.properties)
    status = "cancelled" if draft.is_cancellation else vevent.read_status(draft.properties)
    description = vevent.read_description(draft.properties)
    return Override(
        recurrence_id=_write(moment, original),
        start=_move(span.start, span.timezone, original),
        end=_move(span.end, span.timezone, original),
        title=_changed(draft.title if text("SUMMARY").strip() else None, series.title),
        status=_changed(status, series.status or "scheduled"),
        description_html=_changed(description, series.description_html),
        venue_name=_changed(name, series.venue_name),
        venue_address=_changed(address, series.venue_address),
        visibility=_visibility(draft, series),
    )


def read_recurrence_id(draft: Draft, zones: Zones) -> Moment:
    """Which date ``draft`` is about; raises ValidationError."""
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
    overrides = {override.recurrence_id: override for override in stored.overrides}
    for name in (_write(moment, span) for moment in moments):
        if date := series.find(name):
            own = date.override or Override(date.recurrence_id, date.start, date.end)
            overrides[own.recurrence_id] = replace(own, status="cancelled")
    return replace(stored, overrides=tuple(overrides[name] for name in sorted(overrides)))


def _visibility(draft: Draft, series: CalendarEvent) -> str | None:
    """Whether this date is private and its series is not, as calendars mark a single date."""
    is_private = vevent.read_visibility(draft.properties) == "private"
    return "private" if is_private and series.visibility != "private" else None


def _dates(draft: Draft, name: str, span: Span, zones: Zones) -> tuple[str, ...]:
    properties = draft.properties.all(name)
    if sum(prop.raw.count(",") + 1 for prop in properties) > MAX_DATES:
        raise ValidationError("recurrence", _("Use at most %(n)d dates.", n=MAX_DATES))
    starts = (replace(prop, raw=_END_OF_PERIOD.sub("", prop.raw)) for prop in properties)
    moments = [moment for prop in starts for moment in read_moments(prop, zones)]
    return tuple(dict.fromkeys(_write(moment, span) for moment in moments))


def _write(moment: Moment, span: Span) -> str:
    """Which occurrence of an event at ``span`` is meant, in ISO: a date when it is all-day.

    Tools name the occurrence of a timed event by its date alone; its time is known.
    """
    if span.all_day:
        return moment.local.date().isoformat()
    if moment.is_date:
        return datetime.combine(moment.local.date(), span.start.time()).isoformat()
    return moment.wall(span.timezone).isoformat()


def _move(wall: datetime, timezone: str, span: Span) -> datetime:
    """The same instant as a wall time where ``span`` is."""
    if span.all_day or timezone == span.timezone:
        return wall
    instant = wall_time.to_epoch(wall, timezone, strict=False)
    return wall_time.from_epoch(instant, span.timezone)


def _changed(value: str | None, usual: str | None) -> str | None:
    return value if value and value != usual else None
