"""When an event takes place: the occurrences of a series between two instants, and its last.

Wall time in the event's zone is the truth. A time that a clock change skips moves forward by as
much as the clocks did, a doubled one is the first of the two (RFC 5545 section 3.3.5).
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cached_property
from heapq import merge
from itertools import chain, groupby

from app.models.recurrence import rule_times
from app.models.recurrence.occurrence import Occurrence
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.recurrence.rule_times import Rule
from app.models.recurrence.times import Times
from app.models.recurrence.until import until_moment, write_until
from app.models.values import wall_time

BEFORE_ALL = -(2**62)
SLACK = timedelta(days=2)  # more than any zone is away from UTC, and clocks ever change
MAX_EFFORT = 20_000  # looked at for the last time of a rule: fifty years of days
MAX_EFFORT_BACK = 5_000
COSTS = {"DAILY": 1, "WEEKLY": 2, "MONTHLY": 31, "YEARLY": 366}  # days looked at in a period
YEARS = timedelta(days=1000)  # longer than any event
AHEAD = timedelta(days=50 * 366)  # within which a series has a date that it does not leave out
BEGINNING = datetime(1000, 1, 1)
FOREVER = datetime(rule_times.LAST_YEAR, 12, 31)  # what comes later is taken for that day


class Unknown(Enum):
    """Of what nobody has worked out yet."""

    UNKNOWN = 0


UNKNOWN = Unknown.UNKNOWN


class Series:
    """The occurrences of an event that repeats.

    ``rule_end`` is the last time that its rule names, where it is known or known to be none.
    """

    def __init__(self, times: Times, rule_end: datetime | None | Unknown = UNKNOWN) -> None:
        """Expand ``times``."""
        self.start, self.length = times.start, times.end - times.start
        self.timezone, self.all_day = times.timezone, times.all_day
        self.recurrence = times.recurrence or Recurrence()
        self.overrides = {self.moment(one.recurrence_id): one for one in times.overrides}
        if rule_end is not UNKNOWN:
            self.rule_end = rule_end

    def between(
        self, since: int, until: int, *, starting: int | None = None
    ) -> Iterator[Occurrence]:
        """The occurrences, in order of start, that overlap this time in epoch seconds.

        With ``starting`` only those that start at that time or later.
        """
        starting = BEFORE_ALL if starting is None else starting
        changed = (self._changed(moment) for moment in self.overrides)
        mine = sorted((one for one in changed if one is not None), key=_order)
        longest = int(self.length.total_seconds())
        usual = self._unchanged(max(since - longest, starting), until)
        for one in merge(mine, usual, key=_order):
            if one.starts_at >= starting and one.overlaps(since, until):
                yield one

    def find(self, recurrence_id: str) -> Occurrence | None:
        """The occurrence of this name; None when the series has none, or leaves it out.

        Raises ValueError for what is no time.
        """
        moment = self.moment(recurrence_id)
        if moment in self.overrides:
            return self._changed(moment)
        following = moment + timedelta.resolution
        named = {*self._extra_between(moment, following), *self.rule_moments(moment, following)}
        return self._at(moment) if named and not self.leaves_out(moment) else None

    def first(self, *, taking_place: bool = False) -> Occurrence | None:
        """The occurrence that starts first; None where all are left out.

        With ``taking_place`` the first that is not cancelled.
        """
        until = self._epoch(max(self._extra[-1], self.start + AHEAD))
        found = [self._changed(moment) for moment in self.overrides]
        found.append(next(self._unchanged(BEFORE_ALL, until), None))
        dates = (one for one in found if one and not (taking_place and one.status == "cancelled"))
        return min(dates, key=_order, default=None)

    def usual(self, recurrence_id: str) -> Occurrence:
        """The occurrence of this name as the series has it, changed or not."""
        return self._at(self.moment(recurrence_id))

    def moment(self, text: str) -> datetime:
        """The wall time that a stored date means: a day alone has the series' time."""
        moment = datetime.fromisoformat(text)
        if self.all_day:
            return datetime.combine(moment.date(), time())
        return datetime.combine(moment.date(), self.start.time()) if len(text) == 10 else moment

    def begins_with(self, recurrence_id: str) -> bool:
        """Whether none of its occurrences has its usual time before this one's."""
        moment = self.moment(recurrence_id)
        named = merge(self._extra_between(BEGINNING, moment), self.rule_moments(BEGINNING, moment))
        changed = (one for one in self.overrides if one < moment)
        return all(map(self.leaves_out, chain(changed, named)))

    def name(self, moment: datetime) -> str:
        """The ``recurrence_id`` of the occurrence at this wall time."""
        return moment.date().isoformat() if self.all_day else moment.isoformat()

    def write_until(self, last: datetime) -> str:
        """UNTIL of a rule whose last time is ``last`` or earlier."""
        return write_until(last, self.timezone, all_day=self.all_day)

    def leaves_out(self, moment: datetime) -> bool:
        """Whether the series has an exception for this wall time."""
        moments, days = self._left_out
        return moment in moments or moment.date() in days

    def rule_moments(self, since: datetime, before: datetime) -> Iterator[datetime]:
        """What the rule names from ``since`` to just before ``before``, in order."""
        if self.rule is None:
            return iter(())
        if self.rule_end is not None:
            before = min(before, self.rule_end + timedelta.resolution)
        return self.rule.between(self.start, since, before)

    @cached_property
    def rule(self) -> Rule | None:
        """Its rule; None when it only has dates."""
        return rule_times.parse(self.recurrence.rrule) if self.recurrence.rrule else None

    @cached_property
    def rule_end(self) -> datetime | None:
        """The last wall time that the rule names; None without end, or if that is too far away."""
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
        """The instant the last occurrence is over; None for a series without end.

        What has no length is over a second after its start, so that its start is not.
        """
        if self.rule is not None and self.rule_end is None:
            return None
        usual = (one for one in self._backwards() if one not in self.overrides)
        last = next((one for one in usual if not self.leaves_out(one)), self.start)
        changed = (self._changed(moment) for moment in self.overrides)
        every = [self._at(last), *(one for one in changed if one is not None)]
        return max(max(one.ends_at, one.starts_at + 1) for one in every)

    def _backwards(self) -> Iterator[datetime]:
        """Its times from the last one back; what is very long ago may be missing."""
        if self.rule is None or self.rule_end is None:
            return reversed(self._extra)
        periods = _periods(self.rule, MAX_EFFORT_BACK)
        named = self.rule.backwards(self.start, self.rule_end, periods=periods)
        return merge(reversed(self._extra), named, reverse=True)

    def _unchanged(self, since: int, until: int) -> Iterator[Occurrence]:
        """The occurrences without an override that start then, in order; a few more than asked."""
        here = max(self._day(since) - SLACK, _midnight(self._extra[0]))
        end = self._day(until) + SLACK
        named = merge(self.rule_moments(here, end), self._extra_between(here, end))
        usual = (one for one, _same in groupby(named) if one not in self.overrides)
        kept = (one for one in usual if not self.leaves_out(one))
        # Clocks that are set forward can turn the order of a day's times round.
        for _day, moments in groupby(kept, key=datetime.date):
            yield from sorted(map(self._at, moments), key=_order)

    def _day(self, instant: int) -> datetime:
        try:
            here = _midnight(wall_time.from_epoch(instant, self.timezone))
        except OverflowError:
            here = BEGINNING if instant < 0 else FOREVER
        return min(max(here, BEGINNING + YEARS), FOREVER - YEARS)

    def _at(self, moment: datetime) -> Occurrence:
        start = self._existing(moment)
        return self._occurrence(moment, start, start + self.length, None)

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
        # Whole days stay as they are, whatever the clocks do at midnight.
        return wall if self.all_day else wall_time.existing(wall, self.timezone)

    def _epoch(self, wall: datetime) -> int:
        kept = min(max(wall, BEGINNING), FOREVER)
        return wall_time.to_epoch(kept, self.timezone, strict=False)

    @cached_property
    def _extra(self) -> list[datetime]:
        """The dates beside the rule, in order. The start is always one (RFC 5545, 3.8.2.4)."""
        return sorted({self.start, *map(self.moment, self.recurrence.rdates)})

    def _extra_between(self, since: datetime, before: datetime) -> list[datetime]:
        first, last = (bisect_left(self._extra, one) for one in (since, before))
        return self._extra[first:last]

    @cached_property
    def _left_out(self) -> tuple[frozenset[datetime], frozenset[date]]:
        dates = self.recurrence.exdates
        whole_days = frozenset(date.fromisoformat(one) for one in dates if len(one) == 10)
        return frozenset(map(self.moment, dates)), whole_days


def _periods(rule: Rule, effort: int) -> int:
    return effort // COSTS[rule.frequency]


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time())


def _order(occurrence: Occurrence) -> tuple[int, str]:
    return occurrence.starts_at, occurrence.recurrence_id
