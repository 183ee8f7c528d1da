"""A VTIMEZONE (RFC 5545 section 3.6.5): its offsets, and the IANA zone that it matches."""

import re
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from app.models.calendar_files import ics_rules
from app.models.calendar_files.ics_lines import Component
from app.models.recurrence import recurrence_rule, rule_times
from app.models.recurrence.rule_times import LAST_YEAR, Rule
from app.models.values import wall_time

MAX_ONSETS = 500  # changes that one definition writes out: two a year since 1800 and some
MAX_OBSERVANCES = 40  # one for each time that a country changed its rules
YEARS = range(1970, 2036)  # in which definitions are compared; later years repeat these
MAX_A_YEAR = 10  # changes that one rule names; zones with a rule have two
MAX_PERIODS = 1_000  # of a rule that are looked through for the last change
_LONG_AGO = datetime(1000, 1, 1)
_OFFSET = re.compile(r"([+-])(\d\d)([0-5]\d)([0-5]\d)?")


@dataclass(frozen=True)
class Observance:
    """Standard or daylight time: its offset, and when the clocks change to it.

    ``onsets`` are the changes that are written out; ``rule`` names those from ``onset`` to
    ``last``.
    """

    offset: timedelta
    onset: datetime
    rule: Rule | None
    last: datetime
    onsets: tuple[datetime, ...]
    is_standard: bool

    def last_onset(self, local: datetime) -> datetime | None:
        """When the clocks last changed to this, up to and with the wall time ``local``."""
        count = bisect_right(self.onsets, local)
        written = self.onsets[count - 1] if count else None
        by_rule = self._last_by_rule(local)
        return max((onset for onset in (written, by_rule) if onset), default=None)

    def _last_by_rule(self, local: datetime) -> datetime | None:
        if self.rule is None:
            return None
        newest = min(local, self.last)
        of_year = _onsets(self.rule, self.onset, newest.year)
        if count := bisect_right(of_year, newest):
            return of_year[count - 1]
        earlier = datetime(newest.year, 1, 1) - timedelta.resolution
        return next(self.rule.backwards(self.onset, earlier, periods=MAX_PERIODS), None)


@lru_cache(maxsize=1024)
def _onsets(rule: Rule, onset: datetime, year: int) -> tuple[datetime, ...]:
    """The changes in one year."""
    first = datetime(year, 1, 1)
    return tuple(rule.between(onset, first, datetime(year + 1, 1, 1)))


@dataclass(frozen=True)
class ZoneRules:
    """What one VTIMEZONE says."""

    observances: tuple[Observance, ...]

    @classmethod
    def always(cls, offset: timedelta) -> "ZoneRules":
        """The rules of a zone whose clocks never change."""
        return cls((Observance(offset, _LONG_AGO, None, _LONG_AGO, (_LONG_AGO,), True),))

    @property
    def constant(self) -> timedelta | None:
        """The offset of a zone whose clocks never change; None for others."""
        offsets = {observance.offset for observance in self.observances}
        return offsets.pop() if len(offsets) == 1 else None

    def offset(self, local: datetime) -> timedelta:
        """How far the wall time ``local`` is ahead of UTC."""
        onsets = [(observance.last_onset(local), observance) for observance in self.observances]
        begun = [(onset, observance) for onset, observance in onsets if onset is not None]
        if begun:
            return max(begun, key=lambda pair: pair[0])[1].offset
        standard = [observance for observance in self.observances if observance.is_standard]
        return (standard or list(self.observances))[0].offset


def read(component: Component) -> ZoneRules | None:
    """The rules of a VTIMEZONE; None when they cannot be understood."""
    try:
        parts = [c for c in component.children if c.name in ("STANDARD", "DAYLIGHT")]
        observances = _observances(parts)
        if sum(len(observance.onsets) for observance in observances) > MAX_ONSETS:
            return None
        return ZoneRules(observances) if 0 < len(observances) <= MAX_OBSERVANCES else None
    except ValueError:
        return None


def find_equal(rules: ZoneRules, year: int, preferred: tuple[str, ...]) -> str | None:
    """The IANA zone that keeps ``rules`` for two years: a preferred one, a well-known one, any."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

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


def _observances(parts: list[Component]) -> tuple[Observance, ...]:
    """Those that can be understood; raises ValueError when none of a kind can."""
    observances = []
    for part in parts:
        with suppress(ValueError, KeyError):
            observances.append((part.name, _observance(part)))
    if {part.name for part in parts} != {name for name, _rules in observances}:
        raise ValueError
    return tuple(observance for _name, observance in observances)


def _observance(component: Component) -> Observance:
    values = {line.name: line.text.partition(":")[2].strip() for line in component.lines}
    onset = _moment(values["DTSTART"])
    written = [line for line in component.lines if line.name == "RDATE"]
    onsets = [part for line in written for part in line.text.partition(":")[2].split(",")]
    rule, last = _rule(values["RRULE"], onset) if values.get("RRULE") else (None, onset)
    return Observance(
        offset=_offset(values["TZOFFSETTO"]),
        onset=onset,
        rule=rule,
        last=last,
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
    """A time of an onset; a date is its midnight."""
    form = "%Y%m%dT%H%M%S" if "T" in text else "%Y%m%d"
    moment = datetime.strptime(text.strip().removesuffix("Z")[:15], form)
    return max(moment, _LONG_AGO)  # no clocks were changed before


def _rule(written: str, onset: datetime) -> tuple[Rule, datetime]:
    """The rule and the last onset that it may name."""
    text = ics_rules.tidy(written)
    parts = recurrence_rule.split(text)
    until = parts.pop("UNTIL", None)
    bare = recurrence_rule.join(parts)
    recurrence_rule.check(bare, start=onset)
    rule = rule_times.parse(bare)
    if _is_too_often(rule, onset):
        raise ValueError(written)
    last = datetime(LAST_YEAR, 1, 1)
    if until is not None:
        last = _until(until)
    if rule.count is not None:
        last = rule.number(onset, rule.count, periods=MAX_PERIODS) or last
    return rule, last


def _is_too_often(rule: Rule, onset: datetime) -> bool:
    """Whether the clocks would change so often that each time takes long to understand."""
    years = 4
    onsets = rule.between(onset, onset, onset.replace(year=onset.year + years, day=1))
    return len(list(islice(onsets, years * MAX_A_YEAR + 1))) > years * MAX_A_YEAR


def _until(text: str) -> datetime:
    """The end of the day of UNTIL, and a day more: it is in UTC, onsets are wall times."""
    return datetime.strptime(text[:8], "%Y%m%d") + timedelta(days=2)
