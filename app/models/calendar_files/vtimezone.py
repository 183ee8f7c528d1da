"""A VTIMEZONE (RFC 5545 section 3.6.5): its offsets, and the IANA zone that it matches."""

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from app.models.calendar_files.ics_lines import Component
from app.models.values import wall_time

MAX_ONSETS = 500  # changes that one definition writes out: two a year since 1800 and some
MAX_OBSERVANCES = 40  # one for each time that a country changed its rules
YEARS = range(1970, 2036)  # in which definitions are compared; later years repeat these
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_OFFSET = re.compile(r"([+-])(\d\d)([0-5]\d)([0-5]\d)?")
_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True)
class YearlyDay:
    """The day of the year on which the clocks change, and the last moment the rule counts for."""

    month: int
    weekday: int | None
    place: int | None
    days: tuple[int, ...]
    until: datetime

    def in_year(self, year: int) -> date | None:
        """The day in ``year``; None when it has none."""
        last = monthrange(year, self.month)[1]
        days = [
            date(year, self.month, day) for day in self.days or range(1, last + 1) if day <= last
        ]
        if self.weekday is not None:
            days = [day for day in days if day.weekday() == self.weekday]
        place = self.place or 1
        index = place - 1 if place > 0 else place
        return days[index] if -len(days) <= index < len(days) else None


@dataclass(frozen=True)
class Observance:
    """Standard or daylight time: its offset, and when the clocks change to it."""

    offset: timedelta
    onset: datetime
    yearly: YearlyDay | None
    onsets: tuple[datetime, ...]
    is_standard: bool

    def last_onset(self, local: datetime) -> datetime | None:
        """When the clocks last changed to this, up to and with the wall time ``local``."""
        count = bisect_right(self.onsets, local)
        onsets = list(self.onsets[count - 1 : count]) if count else []
        onsets += [onset for onset in self._yearly_onsets(local) if self.onset <= onset <= local]
        return max(onsets, default=None)

    def _yearly_onsets(self, local: datetime) -> Iterator[datetime]:
        if self.yearly is None:
            return
        newest = min(local, self.yearly.until)
        for year in (newest.year, newest.year - 1):
            day = self.yearly.in_year(year) if year >= self.onset.year else None
            if day and (onset := datetime.combine(day, self.onset.time())) <= newest:
                yield onset


@dataclass(frozen=True)
class ZoneRules:
    """What one VTIMEZONE says."""

    observances: tuple[Observance, ...]

    def offset(self, local: datetime) -> timedelta:
        """How far the wall time ``local`` is ahead of UTC."""
        onsets = [(observance.last_onset(local), observance) for observance in self.observances]
        begun = [(onset, observance) for onset, observance in onsets if onset is not None]
        if begun:
            return max(begun, key=lambda pair: pair[0])[1].offset
        standard = [observance for observance in self.observances if observance.is_standard]
        return (standard or list(self.observances))[0].offset


def read(component: Component) -> ZoneRules | None:
    """The rules of a VTIMEZONE; None when it says more than a change on one day a year."""
    try:
        parts = [c for c in component.children if c.name in ("STANDARD", "DAYLIGHT")]
        observances = tuple(_observance(part) for part in parts)
        if sum(len(observance.onsets) for observance in observances) > MAX_ONSETS:
            return None
        return ZoneRules(observances) if 0 < len(observances) <= MAX_OBSERVANCES else None
    except (ValueError, KeyError):
        return None


def find_equal(rules: ZoneRules, year: int, preferred: tuple[str, ...]) -> str | None:
    """The IANA zone that keeps ``rules`` for two years: a preferred one, a well-known one, any."""
    noons = _noons(min(max(year, YEARS[0]), YEARS[-1]))
    offsets = [(noon, rules.offset(noon)) for noon in noons]
    usual = (*preferred, *WINDOWS_TO_OLSON.values(), *sorted(wall_time.zone_names()))
    for name in dict.fromkeys(usual):
        if name in wall_time.zone_names() and _keeps(ZoneInfo(name), offsets):
            return name
    return None


def _keeps(zone: ZoneInfo, offsets: list[tuple[datetime, timedelta]]) -> bool:
    return all(zone.utcoffset(noon) == offset for noon, offset in offsets)


@cache
def _noons(year: int) -> tuple[datetime, ...]:
    """Noon on each day of two years; winter and summer first, which tell most zones apart."""
    days = [datetime(year, 1, 1, 12) + timedelta(days=day) for day in range(730)]
    return (days[0], days[180], *days)


def _observance(component: Component) -> Observance:
    values = {line.name: line.text.partition(":")[2].strip() for line in component.lines}
    onset = _moment(values["DTSTART"])
    written = [line for line in component.lines if line.name == "RDATE"]
    onsets = [part for line in written for part in line.text.partition(":")[2].split(",")]
    return Observance(
        offset=_offset(values["TZOFFSETTO"]),
        onset=onset,
        yearly=_yearly(values["RRULE"], onset) if "RRULE" in values else None,
        onsets=tuple(sorted((onset, *(_moment(part) for part in onsets)))),
        is_standard=component.name == "STANDARD",
    )


def _offset(text: str) -> timedelta:
    match = _OFFSET.fullmatch(text)
    if match is None or int(match[2]) > 23:
        raise ValueError(text)
    size = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return -size if match[1] == "-" else size


def _moment(text: str) -> datetime:
    return datetime.strptime(text.removesuffix("Z")[:15], "%Y%m%dT%H%M%S")


def _yearly(rule: str, onset: datetime) -> YearlyDay:
    parts = dict(part.split("=") for part in rule.upper().split(";") if part)
    if parts.pop("FREQ") != "YEARLY" or parts.pop("INTERVAL", "1") != "1":
        raise ValueError(rule)
    month = int(parts.pop("BYMONTH", onset.month))
    until = _until(parts.pop("UNTIL", "9999"))
    weekday = parts.pop("BYDAY", "")
    days = tuple(sorted(int(day) for day in parts.pop("BYMONTHDAY", "").split(",") if day))
    parts.pop("WKST", None)
    if parts or not 1 <= month <= 12 or any(not 1 <= day <= 31 for day in days):
        raise ValueError(rule)
    if not weekday:
        return YearlyDay(month, None, None, days or (onset.day,), until)
    match = _DAY.fullmatch(weekday)
    if match is None or not (match[1] or days):
        raise ValueError(rule)
    return YearlyDay(month, WEEKDAYS.index(match[2]), int(match[1] or 1), days, until)


def _until(text: str) -> datetime:
    """The end of the day of UNTIL, and a day more: it is in UTC, onsets are wall times."""
    if text[:4] >= "9000":
        return datetime(9000, 1, 1)
    return datetime.strptime(text[:8], "%Y%m%d") + timedelta(days=2)
