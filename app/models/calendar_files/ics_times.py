"""The times of an .ics file: as written, as instants, as wall times in a zone (RFC 5545 3.3.5)."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cached_property

from app.language.texts import gettext as _
from app.models.calendar_files.ics_properties import Property
from app.models.calendar_files.ics_zones import UTC, Zone, Zones
from app.models.values import wall_time
from app.models.values.errors import ValidationError

DAY = timedelta(days=1)
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(?P<hour>\d\d)(\d\d)(\d\d)(?P<utc>Z)?)?", re.ASCII)
# Six figures are 2,700 years in days: what follows from them still is a date.
_LENGTH = re.compile(
    r"([+-]?)P(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?",
    re.ASCII,
)


@dataclass(frozen=True)
class Moment:
    """A time as the file has it. A date is its midnight, in the calendar's own zone.

    ``is_floating`` is true for a time that names no zone.
    """

    local: datetime
    zone: Zone
    is_date: bool = False
    is_floating: bool = False

    @cached_property
    def instant(self) -> int:
        """Epoch seconds."""
        return self.zone.instant(self.local)

    def wall(self, timezone: str) -> datetime:
        """The wall time in ``timezone``; a date is the same date in every zone."""
        if self.is_date or (self.zone.rules is None and self.zone.name == timezone):
            return self.local
        return wall_time.from_epoch(self.instant, timezone)


@dataclass(frozen=True)
class Length:
    """How long an event is. A day is a day of the calendar, an hour sixty minutes (3.3.6)."""

    days: int = 0
    seconds: int = 0


@dataclass(frozen=True)
class Span:
    """When an event takes place: wall times in an IANA zone, and ``end`` when it is over."""

    start: datetime
    end: datetime
    timezone: str
    all_day: bool
    written_in: Zone | None = None  # the zone of the file that the start is in

    def wall(self, moment: datetime, timezone: str) -> datetime:
        """The wall time of this span at the instant ``moment`` in ``timezone``; a day stays one."""
        if self.all_day or timezone == self.timezone:
            return moment
        instant = wall_time.to_epoch(moment, timezone, strict=False)
        return wall_time.from_epoch(instant, self.timezone)


def read_moments(prop: Property, zones: Zones) -> list[Moment]:
    """The times of one property; raises ValidationError for what is no time or in no known zone."""
    # A name such as (UTC+01:00) Rome that has no quotes ends where its colon seems to end it.
    head, colon, values = prop.raw.rpartition(":")
    tzid = prop.parameter("TZID") + colon + head
    return [
        _moment(value.strip(), prop, tzid, zones) for value in values.split(",") if value.strip()
    ]


def read_moment(prop: Property, zones: Zones) -> Moment:
    """The one time of one property; raises ValidationError like ``read_moments``."""
    moments = read_moments(prop, zones)
    if len(moments) != 1:
        raise _unreadable(prop)
    return moments[0]


def read_span(start: Moment, end: Moment | Length, zones: Zones, *, repeats: bool) -> Span:
    """The span from ``start`` to ``end``, a time or a length; raises ValidationError.

    Times in UTC are shown in the calendar's zone. Two kinds stay in UTC, because only there they
    mean the same: what repeats, and what falls on the second of two equal wall times.
    """
    if start.is_date:
        return _days(start, end, zones)
    if isinstance(end, Moment) and end.is_date:
        # It is over when that day begins.
        midnight = Moment(end.local, zones.display if start.zone is UTC else start.zone)
        end = max(midnight, start, key=lambda moment: moment.instant)
    written_in = start.zone
    if repeats and start.zone.is_named and start.zone.rules is not None:
        # Dates to come follow the zone that is named, and not what a tool once knew of its rules.
        end = _as_named(end, start.zone) if isinstance(end, Moment) else end
        start = _as_named(start, start.zone)
    timezone = _zone_to_keep(start, zones, repeats)
    first, last = start.instant, _last_instant(start, end)
    if last < first:
        raise ValidationError("end", _("It ends before it starts."))
    if not repeats and not (_is_exact(first, timezone) and _is_exact(last, timezone)):
        timezone = "UTC"
    walls = wall_time.from_epoch(first, timezone), wall_time.from_epoch(last, timezone)
    return Span(*walls, timezone, all_day=False, written_in=written_in)


def read_length(prop: Property) -> Length:
    """The length in a DURATION property; raises ValidationError for what is none, or negative."""
    match = _LENGTH.fullmatch(prop.raw.strip().upper())
    if match is None:
        raise _unreadable(prop)
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in match.groups()[1:])
    if match[1] == "-":
        raise ValidationError("end", _("It ends before it starts."))
    return Length(weeks * 7 + days, (hours * 60 + minutes) * 60 + seconds)


def floating_with(start: Property, others: list[Property], zones: Zones) -> Zones:
    """``zones``, where a ``start`` that names no zone is in the zone that ``others`` name, if any.

    The standard wants all of them alike; where the file has no zone either, theirs is the only
    one. Raises ValidationError like ``read_moments``.
    """
    if zones.is_named or not read_moment(start, zones).is_floating:
        return zones
    moments = (moment for prop in others for moment in read_moments(prop, zones))
    named = next(
        (moment for moment in moments if not moment.is_floating and not moment.is_date), None
    )
    return zones if named is None else zones.floating_in(named.zone)


def too_far_away() -> ValidationError:
    """What refuses an event whose times are beyond the calendar's last year."""
    return ValidationError("start", _("Its dates are too far away."))


def _moment(value: str, prop: Property, tzid: str, zones: Zones) -> Moment:
    match = _MOMENT.fullmatch(value.upper())
    if match is None:
        raise _unreadable(prop)
    try:
        year, month, day, hour, minute, second = map(int, match.groups("0")[:6])
        local = datetime(year, month, day, hour, minute, second)
    except ValueError:
        raise _unreadable(prop) from None
    if local.year not in wall_time.YEARS:
        raise _unreadable(prop)
    if match["hour"] is None:
        return Moment(local, zones.display, is_date=True)
    if prop.parameter("VALUE").upper() == "DATE":
        raise _unreadable(prop)
    # A TZID counts even beside a "Z", which the standard forbids: so do other readers.
    if tzid:
        zone = zones.find(tzid, local.year)
    else:
        zone = UTC if match["utc"] else zones.floating
    return Moment(local, zone, is_floating=not tzid and not match["utc"])


def _zone_to_keep(start: Moment, zones: Zones, repeats: bool) -> str:
    name = start.zone.name
    if start.zone.is_offset:
        return (name if repeats else None) or zones.display_name
    if name and wall_time.to_epoch(start.local, name, strict=False) == start.instant:
        return name
    if repeats:
        raise ValidationError("timezone", _("Its time zone has rules of its own, and it repeats."))
    return zones.display_name


def _as_named(moment: Moment, zone: Zone) -> Moment:
    """``moment`` in the IANA zone that the name of ``zone`` means, if it is a time in that."""
    return replace(moment, zone=Zone(zone.name)) if moment.zone is zone else moment


def _last_instant(start: Moment, end: Moment | Length) -> int:
    if isinstance(end, Moment):
        return end.instant
    return start.zone.instant(start.local + timedelta(days=end.days)) + end.seconds


def _days(start: Moment, end: Moment | Length, zones: Zones) -> Span:
    if isinstance(end, Moment):
        last = end.local if end.is_date else end.wall(zones.display_name)
    else:
        last = start.local + timedelta(days=end.days, seconds=end.seconds)
    last = _midnight_after(last)
    if last < start.local:
        raise ValidationError("end", _("It ends before it starts."))
    # Tools that mean one day write the same date twice.
    return Span(start.local, max(last, start.local + DAY), zones.display_name, all_day=True)


def _midnight_after(moment: datetime) -> datetime:
    """The end of the day that has begun by ``moment``."""
    midnight = datetime.combine(moment.date(), time())
    return midnight if midnight == moment else midnight + DAY


def _is_exact(seconds: int, timezone: str) -> bool:
    wall = wall_time.from_epoch(seconds, timezone)
    return wall_time.to_epoch(wall, timezone, strict=False) == seconds


def _unreadable(prop: Property) -> ValidationError:
    return ValidationError(
        "start", _("%(name)s is no date or time that can be read.", name=prop.name)
    )
