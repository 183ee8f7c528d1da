"""The times of an .ics file: as written, as instants, as wall times in a zone (RFC 5545 3.3.5)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from icalendar import vDDDTypes, vDuration

from app.models import wall_time
from app.models.calendar_properties import Property
from app.models.calendar_zones import UTC, Zone, Zones
from app.models.errors import ValidationError

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Moment:
    """A time as the file has it. A date is its midnight, in the calendar's own zone."""

    local: datetime
    zone: Zone
    is_date: bool = False

    @property
    def instant(self) -> int:
        """Epoch seconds."""
        return self.zone.instant(self.local)

    def wall(self, timezone: str) -> datetime:
        """The wall time in ``timezone``; a date is the same date in every zone."""
        return self.local if self.is_date else wall_time.from_epoch(self.instant, timezone)


@dataclass(frozen=True)
class Span:
    """Where an event stands in time: wall times in an IANA zone, and ``end`` when it is over."""

    start: datetime
    end: datetime
    timezone: str
    all_day: bool


def read_moments(prop: Property, zones: Zones) -> list[Moment]:
    """The times of one property; raises ValidationError for what is no time or in no known zone."""
    return [_moment(value.strip(), prop, zones) for value in prop.raw.split(",") if value.strip()]


def read_moment(prop: Property, zones: Zones) -> Moment:
    """The one time of one property; raises ValidationError like ``read_moments``."""
    moments = read_moments(prop, zones)
    if len(moments) != 1:
        raise _unreadable(prop)
    return moments[0]


def read_span(start: Moment, end: Moment | timedelta | None, zones: Zones, *, repeats: bool) -> Span:
    """The span from ``start`` to ``end``, a time or how long after; raises ValidationError.

    Times in UTC are shown in the calendar's zone. Two kinds stay in UTC, because only there they
    mean the same: what repeats, and what falls on the second of two equal wall times.
    """
    if start.is_date:
        return _days(start, end, zones)
    if isinstance(end, Moment) and end.is_date:
        raise ValidationError("end", _("It starts at a time and ends on a date. Give two times."))
    wanted = _zone_to_keep(start, zones, repeats)
    first, last = start.instant, _last_instant(start, end)
    if last < first:
        raise ValidationError("end", _("It ends before it starts."))
    if not repeats and not (_is_exact(first, wanted) and _is_exact(last, wanted)):
        wanted = "UTC"
    walls = wall_time.from_epoch(first, wanted), wall_time.from_epoch(last, wanted)
    return Span(*walls, wanted, all_day=False)


def read_duration(prop: Property) -> timedelta:
    """The length in a DURATION property; raises ValidationError for what is none, or negative."""
    try:
        length = vDuration.from_ical(prop.raw.strip().upper())
    except ValueError:
        raise _unreadable(prop) from None
    if length < timedelta(0):
        raise ValidationError("end", _("It ends before it starts."))
    return length


def _moment(value: str, prop: Property, zones: Zones) -> Moment:
    try:
        parsed = vDDDTypes.from_ical(value)
    except ValueError:
        raise _unreadable(prop) from None
    if not isinstance(parsed, date) or parsed.year not in wall_time.YEARS:
        raise _unreadable(prop)
    if not isinstance(parsed, datetime):
        return Moment(datetime.combine(parsed, time()), zones.display, is_date=True)
    if prop.parameter("VALUE").upper() == "DATE":
        raise _unreadable(prop)
    # A TZID counts even beside a "Z", which the standard forbids: so do other readers.
    if tzid := prop.parameter("TZID"):
        zone = zones.find(tzid, parsed.year)
    else:
        zone = UTC if parsed.tzinfo else zones.display
    return Moment(parsed.replace(tzinfo=None), zone)


def _zone_to_keep(start: Moment, zones: Zones, repeats: bool) -> str:
    if start.zone is UTC:
        return "UTC" if repeats else zones.display_name
    name = start.zone.name
    if name and wall_time.to_epoch(start.local, name, strict=False) == start.instant:
        return name
    if repeats:
        raise ValidationError("timezone", _("Its time zone has rules of its own, and it repeats."))
    return zones.display_name


def _last_instant(start: Moment, end: Moment | timedelta | None) -> int:
    if isinstance(end, Moment):
        return end.instant
    length = end or timedelta(0)
    # Days are days of the calendar, hours are hours (RFC 5545 section 3.3.6).
    days, rest = timedelta(days=length.days), length - timedelta(days=length.days)
    later = start.local + days
    if later.year not in wall_time.YEARS:
        raise ValidationError("end", _("It ends too late."))
    return start.zone.instant(later) + rest // timedelta(seconds=1)


def _days(start: Moment, end: Moment | timedelta | None, zones: Zones) -> Span:
    if isinstance(end, Moment):
        length = end.local - start.local
        if not end.is_date:
            raise ValidationError("end", _("It starts on a date and ends at a time. Give two dates."))
    else:
        length = end or DAY
    if length < timedelta(0):
        raise ValidationError("end", _("It ends before it starts."))
    if length % DAY:
        raise ValidationError("end", _("An event of whole days lasts whole days."))
    if (start.local + min(length, DAY * 400_000)).year not in wall_time.YEARS:
        raise ValidationError("end", _("It ends too late."))
    # Tools that mean one day write the same date twice.
    return Span(start.local, start.local + (length or DAY), zones.display_name, all_day=True)


def _is_exact(seconds: int, timezone: str) -> bool:
    wall = wall_time.from_epoch(seconds, timezone)
    return wall_time.to_epoch(wall, timezone, strict=False) == seconds


def _unreadable(prop: Property) -> ValidationError:
    return ValidationError(
        "start", _("%(name)s is no date or time that can be read.", name=prop.name)
    )
