"""The occurrences of a series: between two instants, the first, and the end of the last.

Local time in the event's zone is authoritative. A time that a clock change skips moves forward by
the same amount; of two equal times the first applies (RFC 5545 section 3.3.5).
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cached_property
from heapq import merge
from itertools import chain, groupby, islice

from app.models.recurrence import rule_times
from app.models.recurrence.occurrence import Occurrence
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.recurrence.rule_times import Rule
from app.models.recurrence.times import Times
from app.models.recurrence.until import until_moment, write_until
from app.models.values import wall_time

BEFORE_ALL = -(2**62)
SLACK = timedelta(days=2)  # more than any UTC offset and clock change
MAX_EFFORT = 20_000  # days to search for the last time of a rule: over fifty years
MAX_EFFORT_BACK = 5_000
COSTS = {"DAILY": 1, "WEEKLY": 2, "MONTHLY": 31, "YEARLY": 366}  # days to search per period
YEARS = timedelta(days=1000)  # longer than any event
AHEAD = timedelta(days=50 * 366)  # in which a series has a date that is not excluded
BEGINNING = datetime(1000, 1, 1)
FOREVER = datetime(rule_times.LAST_YEAR, 12, 31)  # later times count as that day


class Unknown(Enum):
    """A value that is not computed yet."""

    UNKNOWN = 0


UNKNOWN = Unknown.UNKNOWN


class Series:
    """The occurrences of a recurring event.

    ``rule_end`` is the last time of its rule, if stored; None for a rule without end.
    """

    def __init__(self, times: Times, rule_end: datetime | None | Unknown = UNKNOWN) -> None:
        """Expand ``times``."""
        self.start, self.length = times.start, times.end - times.start
        self.timezone, self.all_day = times.timezone, times.all_day
        self.recurrence = times.recurrence or Recurrence()
        self.overrides = {self.moment(o.recurrence_id): o for o in times.overrides}
        if rule_end is not UNKNOWN:
            self.rule_end = rule_end

    def between(
        self, since: int, until: int, *, starting: int | None = None
    ) -> Iterator[Occurrence]:
        """The occurrences, in order of start, that overlap this time in epoch seconds.

        With ``starting``, only those that start at that time or later.
        """
        starting = BEFORE_ALL if starting is None else starting
        changed = sorted(self._changed_occurrences(), key=_order)
        longest = int(self.length.total_seconds())
        usual = self._unchanged(max(since - longest, starting), until)
        for occurrence in merge(changed, usual, key=_order):
            if occurrence.starts_at >= starting and occurrence.overlaps(since, until):
                yield occurrence

    def find(self, recurrence_id: str) -> Occurrence | None:
        """The occurrence with this id; None when the series does not have it or excludes it.

        Raises ValueError for an invalid id.
        """
        moment = self.moment(recurrence_id)
        if moment in self.overrides:
            return self._changed(moment)
        following = moment + timedelta.resolution
        named = {*self.single_moments(moment, following), *self.rule_moments(moment, following)}
        return self._at(moment) if named and not self.leaves_out(moment) else None

    def first(self, *, taking_place: bool = False) -> Occurrence | None:
        """The occurrence that starts first; None if all are excluded.

        With ``taking_place``, the first that is not cancelled.
        """
        until = self._epoch(max(self._extra[-1], self.start + AHEAD))
        unchanged = islice(self._unchanged(BEFORE_ALL, until), 1)
        dates = chain(self._changed_occurrences(), unchanged)
        candidates = (date for date in dates if date.takes_place or not taking_place)
        return min(candidates, key=_order, default=None)

    def ahead(self, now: int) -> Iterator[Occurrence]:
        """The occurrences that take place and are not over at ``now``, in order of start.

        Those after more than fifty years without any may be missing.
        """
        until = max(now, self._epoch(self._extra[-1])) + int(AHEAD.total_seconds())
        dates = self.between(now, until)
        return (date for date in dates if date.takes_place)

    def last(self) -> Occurrence | None:
        """The occurrence that starts last of those that take place, if the series ends."""
        usual = (moment for moment in self._backwards() if moment not in self.overrides)
        kept = (moment for moment in usual if not self.leaves_out(moment))
        dates = chain(self._changed_occurrences(), map(self._at, islice(kept, 1)))
        return max((date for date in dates if date.takes_place), key=_order, default=None)

    @property
    def has_end(self) -> bool:
        """Whether it has a last occurrence that is known."""
        return self.rule is None or self.rule_end is not None

    def usual(self, recurrence_id: str) -> Occurrence:
        """The occurrence with this id without its changes."""
        return self._at(self.moment(recurrence_id))

    def moment(self, text: str) -> datetime:
        """The local time of a stored date; a plain date has the time of the series."""
        moment = datetime.fromisoformat(text)
        if self.all_day:
            return datetime.combine(moment.date(), time())
        return datetime.combine(moment.date(), self.start.time()) if len(text) == 10 else moment

    def begins_with(self, recurrence_id: str) -> bool:
        """Whether no occurrence has an unchanged time before this one."""
        moment = self.moment(recurrence_id)
        named = merge(self.single_moments(BEGINNING, moment), self.rule_moments(BEGINNING, moment))
        changed = (changed for changed in self.overrides if changed < moment)
        return all(map(self.leaves_out, chain(changed, named)))

    def name(self, moment: datetime) -> str:
        """The ``recurrence_id`` of the occurrence at this local time."""
        return moment.date().isoformat() if self.all_day else moment.isoformat()

    def write_until(self, last: datetime) -> str:
        """The UNTIL for a rule that ends at ``last``."""
        return write_until(last, self.timezone, all_day=self.all_day)

    def leaves_out(self, moment: datetime) -> bool:
        """Whether the series excludes this local time."""
        moments, days = self._left_out
        return moment in moments or moment.date() in days

    def rule_moments(self, since: datetime, before: datetime) -> Iterator[datetime]:
        """The times of the rule from ``since`` to just before ``before``, in order."""
        if self.rule is None:
            return iter(())
        if self.rule_end is not None:
            before = min(before, self.rule_end + timedelta.resolution)
        return self.rule.between(self.start, since, before)

    def single_moments(self, since: datetime, before: datetime) -> list[datetime]:
        """Its start and additional dates from ``since`` to just before ``before``, in order."""
        first, last = (bisect_left(self._extra, moment) for moment in (since, before))
        return self._extra[first:last]

    @cached_property
    def rule(self) -> Rule | None:
        """Its rule; None for a series of single dates."""
        return rule_times.parse(self.recurrence.rrule) if self.recurrence.rrule else None

    @cached_property
    def rule_end(self) -> datetime | None:
        """The last local time of the rule; None without end, or if that is too far away."""
        rule = self.rule
        if rule is not None and rule.count is not None:
            return rule.number(self.start, rule.count, periods=_periods(rule, MAX_EFFORT))
        if rule is None or rule.until is None:
            return None
        until = min(until_moment(rule.until, self.timezone, all_day=self.all_day), FOREVER)
        periods = _periods(rule, MAX_EFFORT_BACK)
        return next(rule.backwards(self.start, until, periods=periods), until)

    @property
    def last_ends_at(self) -> int | None:
        """The end of the last occurrence in epoch seconds; None for a series without end.

        An occurrence without duration ends a second after its start, so that it is not past at
        its start.
        """
        if self.rule is not None and self.rule_end is None:
            return None
        usual = (moment for moment in self._backwards() if moment not in self.overrides)
        last = next((moment for moment in usual if not self.leaves_out(moment)), self.start)
        candidates = [self._at(last), *self._changed_occurrences()]
        return max(max(date.ends_at, date.starts_at + 1) for date in candidates)

    def _backwards(self) -> Iterator[datetime]:
        """Its times from the last one back; very old ones may be missing."""
        if self.rule is None or self.rule_end is None:
            return reversed(self._extra)
        periods = _periods(self.rule, MAX_EFFORT_BACK)
        named = self.rule.backwards(self.start, self.rule_end, periods=periods)
        return merge(reversed(self._extra), named, reverse=True)

    def _unchanged(self, since: int, until: int) -> Iterator[Occurrence]:
        """The occurrences without an override that start then, in order, and a few around it."""
        begin = max(self._day(since) - SLACK, _midnight(self._extra[0]))
        end = self._day(until) + SLACK
        named = merge(self.rule_moments(begin, end), self.single_moments(begin, end))
        usual = (moment for moment, _same in groupby(named) if moment not in self.overrides)
        kept = (moment for moment in usual if not self.leaves_out(moment))
        # A clock change can reverse the order of a day's times.
        for _day, moments in groupby(kept, key=datetime.date):
            yield from sorted(map(self._at, moments), key=_order)

    def _day(self, instant: int) -> datetime:
        try:
            day = _midnight(wall_time.from_epoch(instant, self.timezone))
        except OverflowError:
            day = BEGINNING if instant < 0 else FOREVER
        return min(max(day, BEGINNING + YEARS), FOREVER - YEARS)

    def _at(self, moment: datetime) -> Occurrence:
        start = self._existing(moment)
        return self._occurrence(moment, start, start + self.length, None)

    def _changed_occurrences(self) -> Iterator[Occurrence]:
        return filter(None, map(self._changed, self.overrides))

    def _changed(self, moment: datetime) -> Occurrence | None:
        override = self.overrides[moment]
        if self.leaves_out(moment):
            return None
        return self._occurrence(moment, override.start, override.end, override)

    def _occurrence(
        self, moment: datetime, start: datetime, end: datetime, override: Override | None
    ) -> Occurrence:
        start, end = self._existing(start), self._existing(end)
        starts_at, ends_at = self._epoch(start), self._epoch(end)
        name = self.name(moment)
        return Occurrence(starts_at, max(starts_at, ends_at), name, start, end, override)

    def _existing(self, wall: datetime) -> datetime:
        # Clock changes at midnight do not affect all-day events.
        return wall if self.all_day else wall_time.existing(wall, self.timezone)

    def _epoch(self, wall: datetime) -> int:
        bounded = min(max(wall, BEGINNING), FOREVER)
        return wall_time.to_epoch(bounded, self.timezone, strict=False)

    @cached_property
    def _extra(self) -> list[datetime]:
        """The additional dates, in order; always with the start (RFC 5545 section 3.8.2.4)."""
        return sorted({self.start, *map(self.moment, self.recurrence.rdates)})

    @cached_property
    def _left_out(self) -> tuple[frozenset[datetime], frozenset[date]]:
        dates = self.recurrence.exdates
        whole_days = frozenset(date.fromisoformat(text) for text in dates if len(text) == 10)
        return frozenset(map(self.moment, dates)), whole_days


def _periods(rule: Rule, effort: int) -> int:
    return effort // COSTS[rule.frequency]


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time())


def _order(occurrence: Occurrence) -> tuple[int, str]:
    return occurrence.starts_at, occurrence.recurrence_id
